//! A server whose `tributary-media` is missing, and what comes back with it.

use tributary::config::Folder;

use crate::support::{
    answer::{json, problem, status},
    app::TestApp,
    clip,
    resumable::Resumable,
    scripts::worker,
};

#[tokio::test(flavor = "multi_thread")]
async fn without_the_media_worker_the_server_starts_says_so_and_puts_uploads_off() {
    let scripts = tempfile::tempdir().unwrap();
    let missing = scripts.path().join("worker");
    let app = TestApp::with(|config| config.worker.program = Some(Folder::new(missing))).await;
    let health = json(app.get("/health").await, 200).await;
    assert_eq!(health["status"], "degraded", "{health}");
    assert_eq!(health["mediaWorker"], "missing", "{health}");

    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let upload = Resumable::begin(&alice, file.clone(), "clip").await;
    let refused = upload.send(&alice, 0, upload.len()).await;
    assert!(refused.headers().contains_key("retry-after"));
    problem(refused, 503, "").await;
    let part = reqwest::multipart::Part::bytes(file).file_name("tiny.mp4");
    let form = reqwest::multipart::Form::new()
        .text("name", "A clip")
        .text("channelId", alice.channel_id.to_string())
        .part("videofile", part.mime_str("video/mp4").unwrap());
    let refused = alice.post_multipart("/api/v1/videos/upload", form).await;
    assert!(refused.headers().contains_key("retry-after"));
    problem(refused, 503, "").await;
    let mine = json(alice.get("/api/v1/users/me/videos").await, 200).await;
    assert_eq!(mine["total"], 0, "{mine}");

    worker(scripts.path(), "");
    let health = json(app.get("/health").await, 200).await;
    assert_eq!(health["status"], "ok", "{health}");
    assert_eq!(health["mediaWorker"], "ok", "{health}");
    let length = upload.len();
    let answer = upload.send(&alice, length - 1, length).await;
    status(answer, 200).await;
    app.jobs_done().await;
    app.stop().await;
}
