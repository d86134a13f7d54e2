//! The queue as administrators see and hold it.

use std::time::Duration;

use chrono::DateTime;
use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, status},
    app::TestApp,
    clip,
    person::Person,
};

async fn list(root: &Person, path: &str) -> Value {
    json(root.get(path).await, 200).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_queue_begins_nothing_until_it_is_resumed() {
    let app = TestApp::start().await;
    let (root, alice) = (app.root().await, app.user("alice").await);
    status(root.post("/api/v1/jobs/pause").await, 204).await;
    status(root.post("/api/v1/jobs/pause").await, 204).await;
    let file = clip::tiny_mp4(app.folder());
    let video = app.upload(&alice, &file, "A tiny clip").await;
    let paused = list(root, "/api/v1/jobs/paused?jobType=video-transcoding").await;
    assert_eq!(paused["total"], 1, "{paused}");
    let job = &paused["data"][0];
    assert_eq!(
        (&job["state"], &job["progress"]),
        (&json!("paused"), &json!(0))
    );
    assert_eq!(job["processedOn"], Value::Null);
    for state in ["active", "waiting", "completed"] {
        let path = format!("/api/v1/jobs/{state}?jobType=video-transcoding");
        assert_eq!(list(root, &path).await["total"], 0, "{state}");
    }
    assert_eq!(
        json(app.get("/health").await, 200).await["jobsPaused"],
        true
    );
    let path = format!("/api/v1/videos/{}", video["uuid"].as_str().unwrap());
    let playlists = async || {
        let details = json(alice.get(&path).await, 200).await;
        details["streamingPlaylists"].as_array().unwrap().len()
    };
    assert_eq!(playlists().await, 0);
    // By the clock of the server, whatever began before was begun more than an hour ago.
    app.advance(Duration::from_hours(1));
    let resumed = app.app().clock.now();
    status(root.post("/api/v1/jobs/resume").await, 204).await;
    app.jobs_done().await;
    let done = list(root, "/api/v1/jobs/completed?jobType=video-transcoding").await;
    let job = &done["data"][0];
    assert_eq!(
        (&job["progress"], &job["error"]),
        (&json!(100), &Value::Null)
    );
    let begun = DateTime::parse_from_rfc3339(job["processedOn"].as_str().unwrap()).unwrap();
    assert!(begun >= resumed, "{job} began while the queue was paused");
    assert_eq!(playlists().await, 1);
    assert_eq!(
        json(app.get("/health").await, 200).await["jobsPaused"],
        false
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_listed_by_state_and_type_in_pages() {
    let app = TestApp::start().await;
    let (root, alice) = (app.root().await, app.user("alice").await);
    let file = clip::tiny_mp4(app.folder());
    for name in ["One", "Two"] {
        app.upload(&alice, &file, &format!("{name} clip")).await;
        app.advance(Duration::from_secs(1));
    }
    app.jobs_done().await;
    let all = list(root, "/api/v1/jobs?jobType=video-transcoding").await;
    assert_eq!(all["total"], 2, "{all}");
    let id = |list: &Value, at: usize| list["data"][at]["id"].as_i64().unwrap();
    assert!(id(&all, 0) > id(&all, 1), "the newest first");
    let oldest = list(
        root,
        "/api/v1/jobs?jobType=video-transcoding&sort=createdAt&count=1",
    )
    .await;
    assert_eq!(
        (oldest["total"].clone(), id(&oldest, 0)),
        (json!(2), id(&all, 1))
    );
    let second = list(
        root,
        "/api/v1/jobs/completed?jobType=video-transcoding&start=1",
    )
    .await;
    assert_eq!(id(&second, 0), id(&all, 1));
    let none = list(root, "/api/v1/jobs?jobType=video-import").await;
    assert_eq!(none, json!({ "total": 0, "data": [] }));
    for (path, name) in [
        ("/api/v1/jobs/sleeping", "state"),
        ("/api/v1/jobs?jobType=cooking", "jobType"),
        ("/api/v1/jobs?sort=-(select%201)", "sort"),
        ("/api/v1/jobs?start=-1", "start"),
        ("/api/v1/jobs?count=101", "count"),
        ("/api/v1/jobs?count=0", "count"),
    ] {
        invalid(root.get(path).await, &[name]).await;
    }
    app.stop().await;
}
