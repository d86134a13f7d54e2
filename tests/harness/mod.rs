//! The harness itself: what the other tests rely on.

mod rtmp;
mod rtmp_server;

use std::time::Duration;

use reqwest::{Method, multipart::Form};
use serde_json::json;

use crate::support::{
    answer::{invalid, json, problem, status, text},
    app::{ORIGIN, TestApp},
    clip,
    person::oauth_client,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_answers_and_stops() {
    let app = TestApp::start().await;
    let answer = app.get("/api/v1/ping").await;
    assert_eq!(text(answer, 200).await, "pong");
    assert_eq!(app.head("/api/v1/ping").await.status(), 200);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_share_nothing() {
    let (one, other) = (TestApp::start().await, TestApp::start().await);
    assert_ne!(one.url("/"), other.url("/"));
    assert_ne!(one.folder(), other.folder());
    one.stop().await;
    status(other.get("/api/v1/ping").await, 200).await;
    other.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_of_the_server_lead_to_its_port() {
    let app = TestApp::start().await;
    assert_eq!(app.app().config.webserver.base_url(), ORIGIN);
    assert_eq!(app.url(&format!("{ORIGIN}/w/x")), app.url("/w/x"));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_moves_only_when_told() {
    let app = TestApp::start().await;
    let before = app.app().clock.now();
    assert_eq!(app.app().clock.now(), before);
    app.advance(Duration::from_secs(3600));
    assert_eq!((app.app().clock.now() - before).num_seconds(), 3600);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_can_be_changed_and_outlive_a_restart() {
    let mut app = TestApp::with(|config| "Ours".clone_into(&mut config.instance.name)).await;
    app.restart().await;
    assert_eq!(app.app().config.instance.name, "Ours");
    status(app.get("/api/v1/ping").await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_route_is_a_problem_document() {
    let app = TestApp::start().await;
    problem(app.get("/api/v1/nothing").await, 404, "route_not_found").await;
    problem(app.delete("/api/v1/ping").await, 405, "").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clips_are_what_they_say() {
    let folder = tempfile::tempdir().unwrap();
    for (path, least) in [
        (clip::tiny_mp4(folder.path()), 10_000),
        (clip::audio_only(folder.path()), 1_000),
        (clip::picture(folder.path()), 1_000),
        (clip::not_a_video(folder.path()), 1_000),
    ] {
        assert!(path.metadata().unwrap().len() > least, "{}", path.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_created_and_signed_in() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let again = app.sign_in("alice").await;
    assert_eq!(
        (alice.user_id, alice.account_id, alice.channel_id),
        (again.user_id, again.account_id, again.channel_id)
    );
    assert_eq!(
        (alice.name.as_str(), alice.channel.as_str()),
        ("alice", "alice_channel")
    );
    assert_ne!(alice.token, again.token);
    assert_ne!(alice.refresh_token, again.refresh_token);
    status(again.post("/api/v1/users/revoke-token").await, 200).await;
    problem(again.get("/api/v1/users/me").await, 401, "invalid_token").await;
    let (id, secret) = oauth_client(&app).await;
    assert!(!id.is_empty() && !secret.is_empty());
    let moderator = app.moderator("mo").await;
    let me = json(moderator.get("/api/v1/users/me").await, 200).await;
    assert_eq!(me["role"]["id"], 1);
    let body = json!({ "username": "x", "password": "", "email": "no", "role": 2 });
    invalid(
        app.root().await.post_json("/api/v1/users", &body).await,
        &["email", "password"],
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_clip_is_published_when_its_jobs_are_done() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let file = clip::tiny_mp4(app.folder());
    let video = app.upload(&alice, &file, "A tiny clip").await;
    app.jobs_done().await;
    let path = format!("/api/v1/videos/{}", video["uuid"].as_str().unwrap());
    let details = json(app.get(&path).await, 200).await;
    assert_eq!(details["state"]["id"], 1, "{details}");
    let renamed = json!({ "name": "Renamed once" });
    status(alice.put_json(&path, &renamed).await, 204).await;
    let renamed = Form::new().text("name", "Renamed");
    status(alice.put_multipart(&path, renamed).await, 204).await;
    let request = app
        .request(Method::GET, &path)
        .header("accept", "application/json");
    let details = json(request.send().await.unwrap(), 200).await;
    assert_eq!(details["name"], "Renamed");
    app.stop().await;
}
