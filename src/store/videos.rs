//! `videos`: one row per video, local or remote, read together with its channel, account and pictures.

use super::{Read, StoreError, Tx, sql, video_scores};
use crate::domain::{
    ChannelId, CommentsPolicy, JobKind, Privacy, PublicUuid, Timestamp, UserId, VideoDraft,
    VideoId, VideoReference, VideoState, actor_picture::ActorPicture, permission::Visibility,
    text::fold,
};

macro_rules! columns {
    () => {
        "v.id, v.uuid, v.url, v.remote, v.channel_id, v.name, v.category, v.licence, v.language, v.privacy, v.nsfw,
         v.description, v.support, v.duration, v.aspect_ratio, v.views, v.likes, v.dislikes, v.comments_policy,
         v.download_enabled, v.wait_transcoding, v.state, v.state_reason, v.is_live, v.input_filename, v.original_filename,
         v.input_file_updated_at, v.originally_published_at, v.published_at, v.created_at, v.updated_at,
         ca.username AS channel_username, c.name AS channel_name, ca.url AS channel_url, ca.host AS channel_host,
         ca.avatar AS channel_avatar, aa.avatar AS account_avatar,
         c.account_id, aa.username AS account_username, a.name AS account_name, aa.url AS account_url,
         aa.host AS account_host, a.user_id AS owner_id,
         (SELECT t.filename FROM thumbnails t WHERE t.video_id = v.id AND t.type = 1) AS thumbnail,
         (SELECT t.filename FROM thumbnails t WHERE t.video_id = v.id AND t.type = 2) AS preview,
         s.update_at AS scheduled_at, s.privacy AS scheduled_privacy"
    };
}

/// The columns of [`VideoRow`], for the list builder.
pub(super) const COLUMNS: &str = columns!();

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            " FROM videos v
             JOIN channels c ON c.id = v.channel_id JOIN actors ca ON ca.id = c.actor_id
             JOIN accounts a ON a.id = c.account_id JOIN actors aa ON aa.id = a.actor_id
             LEFT JOIN scheduled_updates s ON s.video_id = v.id ",
            $rest
        )
    };
}

/// A video with what always stands beside it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct VideoRow {
    /// Its number.
    #[sqlx(try_from = "i64")]
    pub id: VideoId,
    /// Its public id.
    #[sqlx(try_from = "uuid::Uuid")]
    pub uuid: PublicUuid,
    /// Its address in the federation.
    pub url: String,
    /// Whether it is another instance's.
    pub remote: bool,
    /// Where it was published.
    #[sqlx(try_from = "i64")]
    pub channel_id: ChannelId,
    /// Its title.
    pub name: String,
    /// A number of the catalogue.
    pub category: Option<i64>,
    /// A number of the catalogue.
    pub licence: Option<i64>,
    /// A code of the catalogue.
    pub language: Option<String>,
    /// Who may see it.
    #[sqlx(try_from = "i64")]
    pub privacy: Privacy,
    /// Whether it is sensitive.
    pub nsfw: bool,
    /// Markdown.
    pub description: Option<String>,
    /// Markdown.
    pub support: Option<String>,
    /// Seconds.
    pub duration: i64,
    /// Width by height.
    pub aspect_ratio: Option<f64>,
    /// How often it was viewed.
    pub views: i64,
    /// How many like it.
    pub likes: i64,
    /// How many dislike it.
    pub dislikes: i64,
    /// Whether it can be commented.
    #[sqlx(try_from = "i64")]
    pub comments_policy: CommentsPolicy,
    /// Whether it can be downloaded.
    pub download_enabled: bool,
    /// Whether it waits for its renditions.
    pub wait_transcoding: bool,
    /// Where it is on its way.
    #[sqlx(try_from = "i64")]
    pub state: VideoState,
    /// Why it is there, when something failed.
    pub state_reason: Option<String>,
    /// Whether it is a live.
    pub is_live: bool,
    /// The name that its uploaded file had.
    pub input_filename: Option<String>,
    /// Where that file is kept, if it is.
    pub original_filename: Option<String>,
    /// When that file was replaced.
    pub input_file_updated_at: Option<Timestamp>,
    /// When it was first published elsewhere.
    pub originally_published_at: Option<Timestamp>,
    /// When it became public.
    pub published_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Its channel's name in handles.
    pub channel_username: String,
    /// Its channel's name for people.
    pub channel_name: String,
    channel_avatar: Option<String>,
    account_avatar: Option<String>,
    /// Its channel's address.
    pub channel_url: String,
    /// Its channel's host; none means ours.
    pub channel_host: Option<String>,
    /// Its account.
    pub account_id: i64,
    /// Its account's name in handles.
    pub account_username: String,
    /// Its account's name for people.
    pub account_name: String,
    /// Its account's address.
    pub account_url: String,
    /// Its account's host; none means ours.
    pub account_host: Option<String>,
    /// The user behind the account.
    pub owner_id: Option<i64>,
    /// File name of its small picture.
    pub thumbnail: Option<String>,
    /// File name of its large picture.
    pub preview: Option<String>,
    /// When its privacy is to change.
    pub scheduled_at: Option<Timestamp>,
    /// To what.
    pub scheduled_privacy: Option<i64>,
}

impl VideoRow {
    /// The avatar of its channel.
    #[must_use]
    pub fn channel_avatar(&self) -> Option<ActorPicture> {
        ActorPicture::read(self.channel_avatar.as_deref())
    }

    /// The avatar of its account.
    #[must_use]
    pub fn account_avatar(&self) -> Option<ActorPicture> {
        ActorPicture::read(self.account_avatar.as_deref())
    }

    /// What the rules about watching look at.
    #[must_use]
    pub fn visibility(&self) -> Visibility {
        Visibility {
            privacy: self.privacy,
            state: self.state,
            owner: self.owner_id.map(UserId::new),
        }
    }
}

/// A video to be made.
#[derive(Clone, Debug)]
pub struct NewVideo<'a> {
    /// Its public id.
    pub uuid: PublicUuid,
    /// Its address in the federation.
    pub url: &'a str,
    /// Where it is published.
    pub channel: ChannelId,
    /// What its owner says of it.
    pub draft: &'a VideoDraft,
    /// Seconds.
    pub duration: i64,
    /// Width by height.
    pub aspect_ratio: Option<f64>,
    /// Where it starts on its way.
    pub state: VideoState,
    /// Whether it is a live.
    pub is_live: bool,
    /// The name that its uploaded file had; none for a live.
    pub input_filename: Option<&'a str>,
}

/// Finds a video by any of its names.
pub async fn find(
    tx: &mut impl Read,
    video: VideoReference,
) -> Result<Option<VideoRow>, StoreError> {
    Ok(match video {
        VideoReference::Id(id) => sql!(tx, |conn| {
            sqlx::query_as(select!("WHERE v.id = $1"))
                .bind(id.get())
                .fetch_optional(conn)
                .await?
        }),
        VideoReference::Uuid(uuid) => sql!(tx, |conn| {
            sqlx::query_as(select!("WHERE v.uuid = $1"))
                .bind(uuid.as_uuid())
                .fetch_optional(conn)
                .await?
        }),
    })
}

/// Adds a video.
pub async fn insert(
    tx: &mut Tx,
    video: &NewVideo<'_>,
    now: Timestamp,
) -> Result<VideoId, StoreError> {
    let draft = video.draft;
    let id: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO videos (uuid, url, channel_id, name, name_folded, category, licence, language, privacy, nsfw,
                                 description, support, duration, aspect_ratio, comments_policy, download_enabled,
                                 wait_transcoding, state, input_filename, originally_published_at, published_at,
                                 created_at, updated_at, is_live)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
                     $21, $21, $22)
             RETURNING id",
        )
        .bind(video.uuid.as_uuid())
        .bind(video.url)
        .bind(video.channel.get())
        .bind(&draft.name)
        .bind(fold(&draft.name))
        .bind(draft.category)
        .bind(draft.licence)
        .bind(&draft.language)
        .bind(draft.privacy.number())
        .bind(draft.nsfw)
        .bind(&draft.description)
        .bind(&draft.support)
        .bind(video.duration)
        .bind(video.aspect_ratio)
        .bind(draft.comments_policy.number())
        .bind(draft.download_enabled)
        .bind(draft.wait_transcoding)
        .bind(video.state.number())
        .bind(video.input_filename)
        .bind(draft.originally_published_at)
        .bind(now)
        .bind(video.is_live)
        .fetch_one(conn)
        .await?
    });
    let id = VideoId::new(id);
    video_scores::renew(tx, id).await?;
    Ok(id)
}

/// Writes what its owner says of a video over what was said before. `published_at` moves when it becomes public.
pub async fn set(
    tx: &mut Tx,
    id: VideoId,
    draft: &VideoDraft,
    published_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE videos SET name = $2, name_folded = $3, category = $4, licence = $5, language = $6, privacy = $7,
                               nsfw = $8, description = $9, support = $10, comments_policy = $11,
                               download_enabled = $12, wait_transcoding = $13, originally_published_at = $14,
                               published_at = $15, updated_at = $16
             WHERE id = $1",
        )
        .bind(id.get())
        .bind(&draft.name)
        .bind(fold(&draft.name))
        .bind(draft.category)
        .bind(draft.licence)
        .bind(&draft.language)
        .bind(draft.privacy.number())
        .bind(draft.nsfw)
        .bind(&draft.description)
        .bind(&draft.support)
        .bind(draft.comments_policy.number())
        .bind(draft.download_enabled)
        .bind(draft.wait_transcoding)
        .bind(draft.originally_published_at)
        .bind(published_at)
        .bind(now)
        .execute(conn)
        .await?;
    });
    video_scores::renew(tx, id).await
}

/// Moves a video on its way; whether it was there.
pub async fn set_state(
    tx: &mut Tx,
    id: VideoId,
    state: VideoState,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let changed = sql!(tx, |conn| {
        sqlx::query(
            "UPDATE videos SET state = $2, state_reason = $3, updated_at = $4 WHERE id = $1",
        )
        .bind(id.get())
        .bind(state.number())
        .bind(reason)
        .bind(now)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(changed > 0)
}

/// Publishes a video that waited for its renditions: it counts as published from now on.
pub async fn publish(tx: &mut Tx, id: VideoId, now: Timestamp) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE videos SET state = $2, state_reason = NULL, published_at = $3, updated_at = $3 WHERE id = $1",
        )
        .bind(id.get())
        .bind(VideoState::Published.number())
        .bind(now)
        .execute(conn)
        .await?;
    });
    video_scores::renew(tx, id).await
}

/// Says where the uploaded file is kept.
pub async fn set_original(tx: &mut Tx, id: VideoId, filename: &str) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE videos SET original_filename = $2 WHERE id = $1")
            .bind(id.get())
            .bind(filename)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// A video that waits for renditions that nobody makes.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LeftRow {
    /// The video.
    #[sqlx(try_from = "i64")]
    pub id: VideoId,
    /// Why its last job failed.
    pub error: Option<String>,
}

/// Videos that wait for their renditions while every job of theirs has failed.
pub async fn list_without_work(tx: &mut impl Read, most: i64) -> Result<Vec<LeftRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT v.id, (SELECT j.error FROM jobs j WHERE j.video_id = v.id AND j.kind = $3
                           ORDER BY j.id DESC LIMIT 1) AS error
             FROM videos v
             WHERE v.state = $1
               AND EXISTS (SELECT 1 FROM jobs j WHERE j.video_id = v.id AND j.kind = $3 AND j.state = 'failed')
               AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.video_id = v.id AND j.kind = $3
                               AND j.state IN ('waiting', 'active', 'waiting-children'))
             ORDER BY v.id LIMIT $2",
        )
        .bind(VideoState::ToTranscode.number())
        .bind(most)
        .bind(JobKind::VideoTranscoding.word())
        .fetch_all(conn)
        .await?
    }))
}

/// Removes a video with every row that belongs to it; whether it was there.
pub async fn remove(tx: &mut Tx, id: VideoId) -> Result<bool, StoreError> {
    let removed = sql!(tx, |conn| {
        sqlx::query("DELETE FROM videos WHERE id = $1")
            .bind(id.get())
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(removed > 0)
}
