//! The first playable rung first: copied where the source is right, and the rest later.

use std::path::Path;

use serde_json::Value;
use tributary::config::Folder;

use super::{decodes, hash, resolutions, streams};
use crate::support::{
    answer::{json, status},
    app::TestApp,
    clip,
    person::Person,
    scripts::{tell, worker},
    videos::{api, details, word},
    wait::until,
};

/// A server with 144 lines beside the source's own, whose worker does `body` first.
async fn server(scripts: &Path, body: &str) -> TestApp {
    let program = worker(scripts, body);
    TestApp::with(|config| {
        config.worker.program = Some(Folder::new(program));
        config.transcoding.resolutions.p144 = true;
        config.jobs.max_attempts = 1;
    })
    .await
}

/// Uploads the clip as a video that waits for its transcoding.
async fn waiting(app: &TestApp, by: &Person) -> Value {
    let file = clip::tiny_mp4(app.folder());
    let part = reqwest::multipart::Part::bytes(std::fs::read(file).unwrap())
        .file_name("tiny.mp4")
        .mime_str("video/mp4");
    let form = reqwest::multipart::Form::new()
        .text("name", "waiting")
        .text("channelId", by.channel_id.to_string())
        .text("privacy", "1")
        .text("waitTranscoding", "true")
        .part("videofile", part.unwrap());
    json(by.post_multipart("/api/v1/videos/upload", form).await, 200).await["video"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_right_is_copied_and_published_before_the_rest_is_made() {
    let scripts = tempfile::tempdir().unwrap();
    let body = "case \"$request\" in *'\"resolution\":144'*) while [ ! -e go ]; do sleep 0.05; done ;; esac";
    let app = server(scripts.path(), body).await;
    let alice = app.user("alice").await;
    let source = clip::tiny_mp4(app.folder());
    let video = waiting(&app, &alice).await;
    let first = until("the first rung is published", async || {
        let video = details(&alice, &video).await;
        (video["state"]["id"] == 1).then_some(video)
    })
    .await;
    let playlist = &first["streamingPlaylists"][0];
    assert_eq!(resolutions(&playlist["files"]), [240]);
    let copied = app.url(word(&playlist["files"][0], "fileUrl"));
    let source = source.to_string_lossy().into_owned();
    for stream in ["v:0", "a:0"] {
        assert_eq!(
            hash(&copied, stream),
            hash(&source, stream),
            "{stream} was encoded again"
        );
    }
    decodes(&app.url(word(playlist, "playlistUrl")));

    tell(scripts.path(), "go");
    app.jobs_done().await;
    let all = details(&app, &video).await;
    let playlist = &all["streamingPlaylists"][0];
    assert_eq!(resolutions(&playlist["files"]), [240, 144]);
    assert_eq!(all["files"], serde_json::json!([]), "the source is left");
    assert_ne!(
        word(playlist, "playlistUrl"),
        word(&first["streamingPlaylists"][0], "playlistUrl")
    );
    let master = app
        .get(word(playlist, "playlistUrl"))
        .await
        .text()
        .await
        .unwrap();
    assert_eq!(master.matches("#EXT-X-STREAM-INF").count(), 2, "{master}");
    let hashes = json(app.get(word(playlist, "segmentsSha256Url")).await, 200).await;
    for file in playlist["files"].as_array().unwrap() {
        let name = word(file, "fileUrl").rsplit('/').next().unwrap();
        assert!(hashes[name].is_object(), "{name} is not in {hashes}");
        decodes(&app.url(word(file, "playlistUrl")));
    }
    // The former names are gone, and with them their files.
    status(
        app.get(word(&first["streamingPlaylists"][0], "playlistUrl"))
            .await,
        404,
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_rest_fails_the_first_rung_stays() {
    let scripts = tempfile::tempdir().unwrap();
    let body = "case \"$request\" in *'\"resolution\":144'*) exit 3 ;; esac";
    let app = server(scripts.path(), body).await;
    let alice = app.user("alice").await;
    let video = waiting(&app, &alice).await;
    app.jobs_done().await;
    let video = details(&app, &video).await;
    assert_eq!(video["state"]["id"], 1, "{video}");
    assert_eq!(resolutions(&video["streamingPlaylists"][0]["files"]), [240]);
    assert_eq!(
        resolutions(&video["files"]),
        [240],
        "the source may be needed again"
    );
    let failed = json(app.root().await.get("/api/v1/jobs/failed").await, 200).await;
    assert_eq!(failed["total"], 1, "{failed}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_first_rung_fails_the_video_says_why_and_nothing_else_is_tried() {
    let scripts = tempfile::tempdir().unwrap();
    let body = "[ $task = transcode ] && { echo x >> starts; exit 3; }";
    let app = server(scripts.path(), body).await;
    let alice = app.user("alice").await;
    let video = waiting(&app, &alice).await;
    app.jobs_done().await;
    let video = json(alice.get(&api(&video)).await, 200).await;
    assert_eq!(video["state"]["id"], 7, "{video}");
    assert!(word(&video, "stateReason").contains("status 3"), "{video}");
    assert_eq!(crate::support::scripts::lines(scripts.path(), "starts"), 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_another_kind_is_encoded_smallest_first() {
    let app = TestApp::with(|config| config.transcoding.resolutions.p144 = true).await;
    let alice = app.user("alice").await;
    let file = clip::old_avi(app.folder());
    let video = app.upload(&alice, &file, "old").await;
    app.jobs_done().await;
    let video = details(&app, &video).await;
    let files = &video["streamingPlaylists"][0]["files"];
    assert_eq!(resolutions(files), [240, 144]);
    for file in files.as_array().unwrap() {
        let url = app.url(word(file, "playlistUrl"));
        assert_eq!(streams(&url), ["video:h264", "audio:aac"]);
        decodes(&url);
    }
    app.stop().await;
}
