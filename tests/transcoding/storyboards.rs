//! The sheet of small pictures for a video's time line.

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::made_of;
use crate::support::{
    answer::{json as read, status},
    app::TestApp,
    clip,
    videos::{api, command, files, word},
};

async fn sheets(app: &TestApp, video: &Value) -> Value {
    read(app.get(&format!("{}/storyboards", api(video))).await, 200).await["storyboards"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storyboard_is_drawn_told_served_and_removed_with_its_video() {
    let (app, alice, video) =
        made_of(clip::tiny_mp4, |config| config.storyboards.enabled = true).await;
    let sheets = sheets(&app, &video).await;
    let sheet = &sheets[0];
    let path = word(sheet, "storyboardPath");
    assert!(path.starts_with("/lazy-static/storyboards/"), "{sheet}");
    let expected = json!([{
        "storyboardPath": path, "totalHeight": 144, "totalWidth": 384,
        "spriteHeight": 144, "spriteWidth": 192, "spriteDuration": 1,
    }]);
    assert_eq!(sheets, expected);
    let answer = app.get(path).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()[CONTENT_TYPE], "image/jpeg");
    let picture = image::load_from_memory(&answer.bytes().await.unwrap()).unwrap();
    assert_eq!((picture.width(), picture.height()), (384, 144));
    let filter = "/api/v1/jobs/completed?jobType=generate-video-storyboard";
    let jobs = read(app.root().await.get(filter).await, 200).await;
    assert_eq!(jobs["total"], 1, "{jobs}");
    assert_eq!(jobs["data"][0]["progress"], 100, "{jobs}");

    status(alice.delete(&api(&video)).await, 204).await;
    status(app.get(path).await, 404).await;
    command(&app, "remove-files").await;
    assert_eq!(files(&app), Vec::<String>::new());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sound_has_no_storyboard_and_a_server_may_draw_none() {
    let (app, _, video) =
        made_of(clip::audio_only, |config| config.storyboards.enabled = true).await;
    assert_eq!(sheets(&app, &video).await, json!([]));
    app.stop().await;
    let (app, _, video) =
        made_of(clip::tiny_mp4, |config| config.storyboards.enabled = false).await;
    assert_eq!(sheets(&app, &video).await, json!([]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storyboard_that_fails_leaves_its_video_alone() {
    let scripts = tempfile::tempdir().unwrap();
    let body = "[ $task = storyboard ] && exit 3";
    let program = crate::support::scripts::worker(scripts.path(), body);
    let (app, _, video) = made_of(clip::tiny_mp4, |config| {
        config.storyboards.enabled = true;
        config.worker.program = Some(tributary::config::Folder::new(program));
        config.jobs.max_attempts = 1;
    })
    .await;
    assert_eq!(sheets(&app, &video).await, json!([]));
    let video = read(app.get(&api(&video)).await, 200).await;
    assert_eq!(video["state"]["id"], 1, "{video}");
    let failed = read(app.root().await.get("/api/v1/jobs/failed").await, 200).await;
    assert_eq!(failed["total"], 1, "{failed}");
    app.stop().await;
}
