//! Videos without media: rows alone, and what tests of videos ask again and again.

use std::time::Duration;

use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use tributary::{
    domain::{
        ChannelId, CommentsPolicy, Privacy, PublicUuid, Timestamp, VideoDraft, VideoId, VideoState,
    },
    media::Place,
    store::{video_scores, video_tags, videos},
};

use super::{answer, app::TestApp, client::Client, clip, person::Person};

/// How long to wait for what another thread does.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// A server that publishes files as they come.
pub(crate) async fn quick() -> TestApp {
    TestApp::with(|config| config.transcoding.enabled = false).await
}

/// A server that makes web videos and HLS.
pub(crate) async fn complete() -> TestApp {
    TestApp::with(|config| config.transcoding.web_videos.enabled = true).await
}

/// Uploads the tiny clip and waits until everything is made of it.
pub(crate) async fn tiny(app: &TestApp, by: &Person, name: &str) -> Value {
    let video = app.upload(by, &clip::tiny_mp4(app.folder()), name).await;
    app.jobs_done().await;
    video
}

/// The address of a video in the API.
pub(crate) fn api(video: &Value) -> String {
    format!("/api/v1/videos/{}", word(video, "uuid"))
}

/// A text field.
pub(crate) fn word<'a>(value: &'a Value, name: &str) -> &'a str {
    let text = value[name].as_str();
    text.unwrap_or_else(|| panic!("no text {name} in {value}"))
}

/// The video as this client sees it.
pub(crate) async fn details(client: &Client, video: &Value) -> Value {
    answer::json(client.get(&api(video)).await, 200).await
}

/// Changes the video; fails unless that is 204.
pub(crate) async fn put(client: &Client, video: &Value, fields: Value) {
    answer::status(client.put_json(&api(video), &fields).await, 204).await;
}

/// Runs a duty now, by a word of `run-command`.
pub(crate) async fn command(app: &TestApp, word: &str) {
    let path = "/api/v1/server/debug/run-command";
    let body = json!({ "command": word });
    answer::status(app.root().await.post_json(path, &body).await, 204).await;
}

/// Every file and folder in the folders of `storage`, by place and name, but for the journal of views.
pub(crate) fn files(app: &TestApp) -> Vec<String> {
    let mut found = Vec::new();
    for place in Place::ALL {
        let folder = app.app().library.folder(*place);
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name();
            found.push(format!("{}/{}", place.word(), name.to_string_lossy()));
        }
    }
    found.retain(|name| name != "work/views");
    found
}

/// What an owner says of a video of no particular kind.
pub(crate) fn draft(name: &str) -> VideoDraft {
    VideoDraft {
        name: name.to_owned(),
        category: None,
        licence: None,
        language: None,
        privacy: Privacy::Public,
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
    }
}

/// Adds a published video without files at the time of the server's clock.
pub(crate) async fn row(app: &TestApp, by: &Person, draft: &VideoDraft) -> VideoId {
    let uuid = PublicUuid::random();
    let video = videos::NewVideo {
        uuid,
        url: &format!("https://video.test/videos/watch/{uuid}"),
        channel: ChannelId::new(by.channel_id),
        draft,
        duration: 10,
        aspect_ratio: Some(1.7778),
        state: VideoState::Published,
        is_live: false,
        input_filename: Some("row.mp4"),
    };
    let mut tx = app.app().store.begin().await.unwrap();
    let id = videos::insert(&mut tx, &video, app.app().clock.now())
        .await
        .unwrap();
    video_tags::replace(&mut tx, id, &draft.tags).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Writes columns of a video that no operation writes yet; `$1` is `moment`.
pub(crate) async fn set(app: &TestApp, id: VideoId, columns: &str, moment: Timestamp) {
    // The moment is bound in any case, so that one statement does for both.
    let text = format!("UPDATE videos SET {columns} WHERE id = {id} AND $1 = $1");
    let sql = sqlx::AssertSqlSafe(text);
    let url = app.app().config.database.url.reveal();
    let changed = if url.starts_with("sqlite") {
        let mut connection = SqliteConnection::connect(url).await.unwrap();
        let done = sqlx::query(sql).bind(moment).execute(&mut connection).await;
        done.unwrap().rows_affected()
    } else {
        let mut connection = PgConnection::connect(url).await.unwrap();
        let done = sqlx::query(sql).bind(moment).execute(&mut connection).await;
        done.unwrap().rows_affected()
    };
    assert_eq!(changed, 1, "{columns}");
    let mut tx = app.app().store.begin().await.unwrap();
    video_scores::renew(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    app.seen_change().await;
}
