//! People and videos with files, for the tests of what serves them.

use uuid::Uuid;

use super::super::{
    Tx, sql, streaming_playlists, thumbnails,
    thumbnails::PictureKind,
    tokens::{self, NewToken, TokenHash},
    video_files::{self, NewVideoFile},
    videos::{self, NewVideo},
};
use crate::domain::{
    ChannelId, CommentsPolicy, Privacy, PublicUuid, Resolution, Role, Timestamp, UserId,
    VideoDraft, VideoId, VideoState,
};

/// Somebody with a channel and an open session.
pub(crate) struct Person {
    pub(crate) channel: ChannelId,
    pub(crate) access_token: String,
}

/// A video; its files are named after its UUID.
pub(crate) struct Filmed {
    pub(crate) id: VideoId,
    pub(crate) uuid: PublicUuid,
}

pub(crate) async fn person(tx: &mut Tx, role: Role, now: Timestamp) -> Person {
    let name = Uuid::new_v4().to_string();
    let user: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO users (username, username_folded, email, email_folded, password_hash, role, video_quota,
                                video_quota_daily, nsfw_policy, p2p_enabled, created_at, updated_at)
             VALUES ($1, $1, $1, $1, '', $2, -1, -1, 'display', TRUE, $3, $3) RETURNING id",
        )
        .bind(&name)
        .bind(role.number())
        .bind(now)
        .fetch_one(conn)
        .await
        .unwrap()
    });
    let actor = actor(tx, "person", &name, now).await;
    let account: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO accounts (actor_id, user_id, name, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $4) RETURNING id",
        )
        .bind(actor)
        .bind(user)
        .bind(&name)
        .bind(now)
        .fetch_one(conn)
        .await
        .unwrap()
    });
    let group = self::actor(tx, "group", &format!("{name}_channel"), now).await;
    let channel: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO channels (actor_id, account_id, name, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $4) RETURNING id",
        )
        .bind(group)
        .bind(account)
        .bind(&name)
        .bind(now)
        .fetch_one(conn)
        .await
        .unwrap()
    });
    let user = UserId::new(user);
    let session = NewToken {
        user,
        access: TokenHash::of(&name),
        access_expires_at: now + chrono::TimeDelta::days(1),
        refresh: TokenHash::of(&format!("{name} again")),
        refresh_expires_at: now + chrono::TimeDelta::days(2),
    };
    tokens::insert(tx, &session, now).await.unwrap();
    Person {
        channel: ChannelId::new(channel),
        access_token: name,
    }
}

async fn actor(tx: &mut Tx, kind: &str, name: &str, now: Timestamp) -> i64 {
    sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO actors (kind, username, username_folded, url, created_at, updated_at)
             VALUES ($1, $2, $2, $2, $3, $3) RETURNING id",
        )
        .bind(kind)
        .bind(name)
        .bind(now)
        .fetch_one(conn)
        .await
        .unwrap()
    })
}

/// A video with `{uuid}.mp4` as web video, HLS files `{uuid}-hls.mp4`, `{uuid}-720.m3u8`,
/// `{uuid}-master.m3u8`, `{uuid}-hashes.json`, and a picture of each kind.
pub(crate) async fn video(
    tx: &mut Tx,
    channel: ChannelId,
    privacy: Privacy,
    now: Timestamp,
) -> Filmed {
    let uuid = PublicUuid::random();
    let draft = VideoDraft {
        name: "video".to_owned(),
        category: None,
        licence: None,
        language: None,
        privacy,
        nsfw: false,
        description: None,
        support: None,
        tags: Vec::new(),
        comments_policy: CommentsPolicy::Enabled,
        download_enabled: true,
        wait_transcoding: false,
        originally_published_at: None,
        schedule: None,
        passwords: Vec::new(),
    };
    let new = NewVideo {
        uuid,
        url: &uuid.to_string(),
        channel,
        draft: &draft,
        duration: 1,
        aspect_ratio: None,
        state: VideoState::ToTranscode,
        is_live: false,
        input_filename: Some("a.mp4"),
    };
    let id = videos::insert(tx, &new, now).await.unwrap();
    let (master, hashes) = (format!("{uuid}-master.m3u8"), format!("{uuid}-hashes.json"));
    let playlist = streaming_playlists::insert(tx, id, &master, &hashes, now)
        .await
        .unwrap();
    let mut file = NewVideoFile {
        video: id,
        playlist: None,
        resolution: Resolution::new(720),
        picture: Some((2, 2)),
        fps: 25.0,
        size: 1,
        has_audio: false,
        filename: format!("{uuid}.mp4"),
        playlist_filename: None,
        metadata: None,
        stream: None,
    };
    video_files::insert(tx, &file, now).await.unwrap();
    file.playlist = Some(playlist);
    file.filename = format!("{uuid}-hls.mp4");
    file.playlist_filename = Some(format!("{uuid}-720.m3u8"));
    video_files::insert(tx, &file, now).await.unwrap();
    for kind in [PictureKind::Thumbnail, PictureKind::Preview] {
        let picture = thumbnails::NewPicture {
            kind,
            filename: format!("{uuid}-{kind:?}.jpg"),
            width: 1,
            height: 1,
            automatic: true,
        };
        thumbnails::set(tx, id, &picture, now).await.unwrap();
    }
    Filmed { id, uuid }
}

/// Changes the privacy of a video.
pub(crate) async fn set_privacy(tx: &mut Tx, video: VideoId, privacy: Privacy) {
    sql!(tx, |conn| {
        sqlx::query("UPDATE videos SET privacy = $2 WHERE id = $1")
            .bind(video.get())
            .bind(privacy.number())
            .execute(conn)
            .await
            .unwrap();
    });
}
