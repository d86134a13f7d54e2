//! The states of a video: `waitTranscoding`, and what happens when nothing can be made of it.

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::lists::names;
use crate::support::{
    answer::{self, status},
    app::TestApp,
    clip,
    person::Person,
    videos::{complete, details, word},
};

const HOUR: Duration = Duration::from_secs(3600);

async fn upload(app: &TestApp, by: &Person, wait: &str) -> Value {
    let bytes = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let form = Form::new()
        .text("name", format!("Waits {wait}"))
        .text("channelId", by.channel_id.to_string())
        .text("privacy", "1")
        .text("waitTranscoding", wait.to_owned())
        .part("videofile", Part::bytes(bytes).file_name("tiny.mp4"));
    let answer = by.post_multipart("/api/v1/videos/upload", form).await;
    answer::json(answer, 200).await["video"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_that_waits_is_published_when_its_renditions_are_there() {
    let app = complete().await;
    let alice = app.user("alice").await;
    let root = app.root().await;
    status(root.post("/api/v1/jobs/pause").await, 204).await;
    let waits = upload(&app, &alice, "true").await;
    let plays = upload(&app, &alice, "false").await;
    let before = details(&app, &waits).await;
    assert_eq!(before["state"], json!({ "id": 2, "label": "To transcode" }));
    assert_eq!(before["waitTranscoding"], true);
    let at_once = details(&app, &plays).await;
    assert_eq!(at_once["state"]["id"], 1);
    assert_eq!(at_once["files"].as_array().unwrap().len(), 1);
    assert_eq!(names(&app, "/api/v1/videos").await, ["Waits false"]);
    assert_eq!(
        names(&alice, "/api/v1/users/me/videos?sort=name").await,
        ["Waits false", "Waits true"]
    );
    assert_eq!(
        names(root, "/api/v1/videos?include=1&sort=name").await,
        ["Waits false", "Waits true"]
    );
    let home = answer::text(app.get("/").await, 200).await;
    assert!(home.contains("Waits false") && !home.contains("Waits true"));
    app.advance(HOUR);
    status(root.post("/api/v1/jobs/resume").await, 204).await;
    app.jobs_done().await;
    let after = details(&app, &waits).await;
    assert_eq!(after["state"], json!({ "id": 1, "label": "Published" }));
    assert_eq!(after["createdAt"], before["createdAt"]);
    assert!(word(&after, "publishedAt") > word(&before, "publishedAt"));
    assert_eq!(after["streamingPlaylists"].as_array().unwrap().len(), 1);
    // It was published an hour ago, and better files do not change that.
    let still = details(&app, &plays).await;
    assert_eq!(still["publishedAt"], at_once["publishedAt"]);
    assert_eq!(
        names(&app, "/api/v1/videos").await,
        ["Waits true", "Waits false"]
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_of_which_nothing_can_be_made_says_so() {
    let app = TestApp::with(|config| config.jobs.max_attempts = 1).await;
    let alice = app.user("alice").await;
    let root = app.root().await;
    status(root.post("/api/v1/jobs/pause").await, 204).await;
    let video = upload(&app, &alice, "true").await;
    let found = details(&app, &video).await;
    let name = word(&found["files"][0], "fileUrl")
        .rsplit('/')
        .next()
        .unwrap();
    let path = app
        .app()
        .library
        .path(tributary::media::Place::WebVideos, name);
    std::fs::write(path, "no video any more").unwrap();
    status(root.post("/api/v1/jobs/resume").await, 204).await;
    app.jobs_done().await;
    let after = details(&app, &video).await;
    assert_eq!(
        after["state"],
        json!({ "id": 7, "label": "Transcoding failed" })
    );
    assert!(
        after.get("stateReason").is_none_or(Value::is_null),
        "{after}"
    );
    assert!(!word(&details(&alice, &video).await, "stateReason").is_empty());
    assert!(names(&app, "/api/v1/videos").await.is_empty());
    app.stop().await;
}
