//! How often and when a job that failed is tried again, and two jobs at the same time.

use std::time::Duration;

use serde_json::Value;
use tributary::config::Folder;

use super::media_faults::{nothing_is_left, upload};
use crate::support::{
    answer::json,
    app::TestApp,
    scripts::{lines, worker},
    wait::until,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_job_is_tried_again_after_pauses_that_double_and_parked_after_the_last_attempt() {
    let scripts = tempfile::tempdir().unwrap();
    let body = "if [ $task = transcode ]; then echo x >> starts; exit 3; fi";
    let program = worker(scripts.path(), body);
    let app = TestApp::with(|config| {
        config.worker.program = Some(Folder::new(program));
        config.jobs.max_attempts = 3;
        config.jobs.retry_delay = Duration::from_secs(100);
    })
    .await;
    let alice = app.user("alice").await;
    let video = upload(&app, &alice, "failing").await;
    for (attempt, pause) in [(1, 100), (2, 200)] {
        let job = job_in(&app, "delayed").await;
        assert_eq!(job["error"]["attempts"], attempt, "{job}");
        assert_eq!(lines(scripts.path(), "starts"), attempt);
        app.advance(Duration::from_secs(pause - 1));
        let job = job_in(&app, "delayed").await;
        assert_eq!(job["error"]["attempts"], attempt, "{job}");
        app.advance(Duration::from_secs(1));
        until("the next attempt", async || {
            (lines(scripts.path(), "starts") == attempt + 1).then_some(())
        })
        .await;
    }
    let job = job_in(&app, "failed").await;
    assert_eq!(job["error"]["attempts"], 3, "{job}");
    let message = job["error"]["message"].as_str().unwrap();
    assert!(message.contains("ended with status 3"), "{message}");
    assert!(!job["finishedOn"].is_null(), "{job}");
    app.advance(Duration::from_secs(24 * 3600));
    app.jobs_done().await;
    assert_eq!(lines(scripts.path(), "starts"), 3, "it was tried once more");
    // The tokens of yesterday are over.
    let alice = app.sign_in("alice").await;
    let path = format!("/api/v1/videos/{}", video["uuid"].as_str().unwrap());
    let video = json(alice.get(&path).await, 200).await;
    assert_eq!(video["state"]["id"], 7, "{video}");
    app.stop().await;
}

/// The only job, once it is in this state.
async fn job_in(app: &TestApp, state: &str) -> Value {
    let path = format!("/api/v1/jobs/{state}?jobType=video-transcoding");
    until(state, async || {
        let jobs = json(app.root().await.get(&path).await, 200).await;
        jobs["data"].get(0).cloned()
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_do_two_jobs_at_the_same_time_and_leave_no_file_behind() {
    let scripts = tempfile::tempdir().unwrap();
    // Neither goes on before the other has begun.
    let body = "if [ $task = transcode ]; then echo x >> starts; \
        while [ $(wc -l < starts) -lt 2 ]; do sleep 0.02; done; fi";
    let program = worker(scripts.path(), body);
    let app = TestApp::with(|config| {
        config.worker.program = Some(Folder::new(program));
        config.transcoding.concurrency = 2;
    })
    .await;
    let alice = app.user("alice").await;
    let mut paths = Vec::new();
    for name in ["one", "other"] {
        let video = upload(&app, &alice, name).await;
        paths.push(format!(
            "/api/v1/videos/{}",
            video["uuid"].as_str().unwrap()
        ));
    }
    app.jobs_done().await;
    for path in paths {
        let video = json(app.get(&path).await, 200).await;
        assert_eq!(video["state"]["id"], 1, "{video}");
    }
    assert_eq!(lines(scripts.path(), "starts"), 2, "a job was done twice");
    nothing_is_left(&app).await;
    app.stop().await;
}
