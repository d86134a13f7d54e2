//! A resumable upload is begun.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    folders,
    session::{INIT, Session, declared, fields, init, location, stored},
};
use crate::support::{
    answer::{invalid, problem, status},
    app::TestApp,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_same_init_by_the_same_user_is_the_same_session() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let fields = fields(&alice);
    let session = Session::with(&alice, 10, &fields).await;
    stored(session.put("bytes 0-3/10", "0123").await, 308, 4).await;

    let again = init(&alice, 10, &fields).await;
    assert_eq!(location(&again), session.path);
    status(again, 200).await;
    stored(session.ask().await, 308, 4).await;

    for (by, total, name, value) in [
        (&bob, 10, "channelId", json!(bob.channel_id)),
        (&alice, 11, "name", json!("A clip")),
        (&alice, 10, "name", json!("Another clip")),
        (&alice, 10, "filename", json!("other.mp4")),
        (&alice, 10, "tags", json!(["one"])),
    ] {
        let mut fields = fields.clone();
        fields[name] = value;
        let other = Session::with(by, total, &fields).await;
        assert_ne!(other.path, session.path, "{fields}");
        stored(other.settled().await, 308, 0).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_init_without_its_headers_is_refused() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for (length, named) in [
        (None, true),
        (Some("0"), true),
        (Some("-1"), true),
        (Some("ten"), true),
        (Some("1e3"), true),
        (Some("9223372036854775808"), true),
        (Some("10"), false),
    ] {
        let mut request = alice.request(Method::POST, INIT).json(&fields(&alice));
        if let Some(length) = length {
            request = request.header("X-Upload-Content-Length", length);
        }
        if named {
            request = request.header("X-Upload-Content-Type", "video/mp4");
        }
        let name = if named {
            "X-Upload-Content-Length"
        } else {
            "X-Upload-Content-Type"
        };
        invalid(request.send().await.unwrap(), &[name]).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_init_tells_every_field_that_is_wrong() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let answer = init(&alice, 10, &json!({ "privacy": 99 })).await;
    invalid(answer, &["channelId", "filename", "name", "privacy"]).await;

    let mut fields = fields(&alice);
    fields["channelId"] = json!(bob.channel_id);
    problem(init(&alice, 10, &fields).await, 403, "").await;
    fields["channelId"] = json!(999_999);
    invalid(init(&alice, 10, &fields).await, &["channelId"]).await;
    let anonymous = app.post_json(INIT, &fields).await;
    assert_eq!(anonymous.status(), 401);
    folders::only(&app, &[]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_video_by_its_name_or_type_is_refused_before_its_bytes() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for (filename, kind) in [
        ("clip.m3u8", "video/mp4"),
        ("clip.mp4.txt", "video/mp4"),
        ("clip", "video/mp4"),
        ("mp4", "video/mp4"),
        ("clip.mp4", "text/html"),
        ("clip.mp4", "image/svg+xml"),
        ("clip.mp4", "application/vnd.apple.mpegurl"),
        ("clip.mp4", "nothing"),
    ] {
        let mut fields = fields(&alice);
        fields["filename"] = json!(filename);
        let request = alice
            .request(Method::POST, INIT)
            .header("X-Upload-Content-Length", 10)
            .header("X-Upload-Content-Type", kind);
        let answer = request.json(&fields).send().await.unwrap();
        problem(answer, 415, "").await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_has_only_so_many_sessions() {
    let app = TestApp::with(|config| config.upload.max_sessions_per_user = 2).await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let named = |name: &str| -> Value {
        let mut fields = fields(&alice);
        fields["name"] = json!(name);
        fields
    };
    let first = Session::with(&alice, 10, &named("The first")).await;
    Session::with(&alice, 10, &named("The second")).await;
    let refused = init(&alice, 10, &named("The third")).await;
    assert!(refused.headers().contains_key("retry-after"));
    problem(refused, 429, "").await;
    // What was begun goes on, others have their own, and one that ends makes room.
    status(init(&alice, 10, &named("The first")).await, 200).await;
    Session::begin(&bob, 10).await;
    status(alice.delete(&first.path).await, 204).await;
    Session::with(&alice, 10, &named("The third")).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_init_may_be_a_form() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let channel = alice.channel_id.to_string();
    let form = [
        ("name", "A clip"),
        ("channelId", channel.as_str()),
        ("filename", "clip.mp4"),
        ("privacy", "1"),
    ];
    let answer = declared(&alice, 10).form(&form).send().await.unwrap();
    let path = location(&answer);
    status(answer, 201).await;
    // It means the same in JSON.
    let same = init(&alice, 10, &fields(&alice)).await;
    assert_eq!(location(&same), path);
    status(same, 200).await;
    app.stop().await;
}
