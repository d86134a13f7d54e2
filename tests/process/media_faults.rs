//! A file whose worker misbehaves costs one job: its video says why, the server and other videos go on.

use std::time::Duration;

use serde_json::Value;
use tributary::config::{ByteSize, Config, Folder};

use crate::support::{
    answer::{json, status, text},
    app::TestApp,
    clip,
    person::Person,
    resumable::Resumable,
    scripts::{tell, untell, worker},
    wait::until,
    work::left_in,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_exits_costs_one_job() {
    costs_one_job("exit 139", "ended with status 139", |_| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_crashes_costs_one_job() {
    costs_one_job("kill -SEGV $$", "ended by signal 11", |_| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_writes_rubbish_costs_one_job() {
    costs_one_job("echo '{ rubbish'; hang", "a line that is no event", |_| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_never_ends_a_line_costs_one_job() {
    costs_one_job("exec cat /dev/zero", "a line longer than", |_| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_hangs_costs_one_job() {
    let quick = |config: &mut Config| config.worker.stall = Duration::from_secs(2);
    costs_one_job("hang", "no progress for 2 s", quick).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_eats_memory_costs_one_job() {
    let little = |config: &mut Config| config.worker.memory = ByteSize::new(256 << 20);
    costs_one_job(
        // Grows past what is allowed and stays there until it is ended, or until the server goes.
        "grown=$(head -c 400000000 /dev/zero | tr '\\0' a); IFS= read -r rest <&3; exit 1",
        "256 MiB of memory",
        little,
    )
    .await;
}

/// One video's transcoding does `fault`, and fails with a reason that has the words `says`; another video's does not.
async fn costs_one_job(fault: &str, says: &str, change: impl FnOnce(&mut Config)) {
    let scripts = tempfile::tempdir().unwrap();
    let body = format!("if [ $task = transcode ] && [ -e fault ]; then {fault}; fi");
    let program = worker(scripts.path(), &body);
    let app = TestApp::with(|config| {
        config.worker.program = Some(Folder::new(program));
        config.jobs.max_attempts = 1;
        change(config);
    })
    .await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    tell(scripts.path(), "fault");
    let hostile = upload(&app, &alice, "hostile").await;
    let job = until("the job fails", async || {
        let jobs = json(app.root().await.get("/api/v1/jobs/failed").await, 200).await;
        jobs["data"].get(0).cloned()
    })
    .await;
    assert_eq!(job["type"], "video-transcoding", "{job}");
    let message = job["error"]["message"].as_str().unwrap();
    assert!(message.contains(says), "{message}");

    let path = format!("/api/v1/videos/{}", hostile["uuid"].as_str().unwrap());
    let video = json(alice.get(&path).await, 200).await;
    assert_eq!(video["state"]["id"], 7, "{video}");
    assert!(
        video["stateReason"].as_str().unwrap().contains(says),
        "{video}"
    );
    for stranger in [app.get(&path).await, bob.get(&path).await] {
        let told = stranger.text().await.unwrap();
        assert!(!told.contains(says), "{told}");
    }

    untell(scripts.path(), "fault");
    assert_eq!(text(app.get("/api/v1/ping").await, 200).await, "pong");
    let good = upload(&app, &bob, "good").await;
    app.jobs_done().await;
    let path = format!("/api/v1/videos/{}", good["uuid"].as_str().unwrap());
    let video = json(app.get(&path).await, 200).await;
    assert_eq!(video["state"]["id"], 1, "{video}");
    status(app.get("/health").await, 200).await;
    nothing_is_left(&app).await;
    app.stop().await;
}

/// Uploads a clip that waits for its renditions.
pub(super) async fn upload(app: &TestApp, by: &Person, name: &str) -> Value {
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    Resumable::begin(by, file, name).await.complete(by, 0).await
}

/// Waits until nothing is left of what jobs worked on: it goes just after they are written down as done.
pub(super) async fn nothing_is_left(app: &TestApp) {
    let folder = app.app().config.storage.tmp_persistent.absolute();
    until("what jobs worked on is gone", async || {
        left_in(&folder).is_empty().then_some(())
    })
    .await;
}
