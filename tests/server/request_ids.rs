//! The id that each request has, and that follows what it causes.

use std::collections::BTreeSet;

use reqwest::{
    Method,
    multipart::{Form, Part},
};

use crate::support::{app::TestApp, clip};

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_a_request_id_of_its_own() {
    let app = TestApp::start().await;
    let mut ids = BTreeSet::new();
    let calls = [
        ("GET", "/api/v1/ping", 200),
        ("GET", "/api/v1/ping", 200),
        ("HEAD", "/api/v1/config", 200),
        ("OPTIONS", "/api/v1/videos", 204),
        ("GET", "/api/v1/users/me", 401),
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/ping", 405),
        ("POST", "/api/v1/users/token", 400),
        ("GET", "/", 200),
        ("GET", "/w/none", 404),
        ("GET", "/health", 200),
        ("GET", "/static/web-videos/none.mp4", 404),
        ("GET", "/.well-known/change-password", 302),
    ];
    for (method, path, status) in calls {
        let method: Method = method.parse().unwrap();
        // What a client claims is not taken over: it would stand in our log.
        let request = app.request(method, path).header("x-request-id", "mine");
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        let id = answer.headers().get("x-request-id");
        let id = id.unwrap_or_else(|| panic!("none on {path}"));
        ids.insert(id.to_str().unwrap().to_owned());
    }
    assert_eq!(ids.len(), calls.len(), "{ids:?}");
    assert!(!ids.contains("mine"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_carries_the_id_of_the_request_that_caused_it() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let bytes = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let part = Part::bytes(bytes)
        .file_name("tiny.mp4")
        .mime_str("video/mp4");
    let form = Form::new()
        .text("name", "A tiny clip")
        .text("channelId", alice.channel_id.to_string())
        .part("videofile", part.unwrap());
    let answer = alice.post_multipart("/api/v1/videos/upload", form).await;
    assert_eq!(answer.status(), 200);
    let id = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    app.jobs_done().await;
    let ids = app.database().texts("SELECT request_id FROM jobs").await;
    assert!(
        !ids.is_empty() && ids.iter().all(|of_job| *of_job == id),
        "{ids:?}, not {id}"
    );
    app.stop().await;
}
