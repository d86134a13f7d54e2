//! A clock that jumps: jobs that are under way, jobs that wait, and tokens.

use std::time::Duration;

use serde_json::Value;
use tributary::config::Folder;

use super::media_faults::{nothing_is_left, upload};
use crate::support::{
    answer::{json, status},
    app::TestApp,
    scripts::{lines, tell, worker},
    videos::api,
    wait::until,
};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_an_hour_forth_and_back_costs_no_job_and_no_token() {
    let scripts = tempfile::tempdir().unwrap();
    let body = "if [ $task = transcode ]; then echo x >> starts; while [ ! -e go ]; do sleep 0.02; done; fi";
    let program = worker(scripts.path(), body);
    let app = TestApp::with(|config| config.worker.program = Some(Folder::new(program))).await;
    let alice = app.user("alice").await;
    let first = upload(&app, &alice, "under way").await;
    until("the work has begun", async || {
        (lines(scripts.path(), "starts") == 1).then_some(())
    })
    .await;
    let token = json(alice.post(&format!("{}/token", api(&first))).await, 200).await;
    // Every lease has run out; whoever takes the job now, one of them finishes it.
    app.advance(HOUR);
    tell(scripts.path(), "go");
    published(&app, &first).await;
    app.jobs_done().await;
    let video = json(alice.get(&api(&first)).await, 200).await;
    let playlist = &video["streamingPlaylists"][0];
    assert_eq!(playlist["files"].as_array().unwrap().len(), 1, "{video}");
    let address = playlist["playlistUrl"].as_str().unwrap();
    let token = token["files"]["token"].as_str().unwrap();
    status(
        app.get(&format!("{address}?videoFileToken={token}")).await,
        200,
    )
    .await;

    let root = app.root().await;
    status(root.post("/api/v1/jobs/pause").await, 204).await;
    let second = upload(&app, &alice, "waiting").await;
    app.app().clock.retreat(2 * HOUR);
    status(root.post("/api/v1/jobs/resume").await, 204).await;
    published(&app, &second).await;
    json(alice.get("/api/v1/users/me").await, 200).await;
    app.jobs_done().await;
    nothing_is_left(&app).await;
    app.stop().await;
}

async fn published(app: &TestApp, video: &Value) {
    let path = api(video);
    until("the video is published", async || {
        let answer = app.get(&path).await;
        answer.status().is_success().then_some(())
    })
    .await;
}
