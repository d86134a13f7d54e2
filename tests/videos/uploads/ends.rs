//! Resumable uploads that become nothing: cancelled and expired.

use std::time::Duration;

use serde_json::json;

use super::{
    folders,
    session::{Session, fields, init, stored},
};
use crate::support::{
    answer::{json as read, problem, status},
    app::TestApp,
};

/// Removes the sessions that have expired, as the server does from time to time.
async fn sweep(app: &TestApp) {
    let body = json!({ "command": "remove-dandling-resumable-uploads" });
    let root = app.root().await;
    let swept = root
        .post_json("/api/v1/server/debug/run-command", &body)
        .await;
    status(swept, 204).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_session_is_gone_with_its_bytes() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    stored(session.put("bytes 0-4/20", "01234").await, 308, 5).await;
    assert_eq!(folders::files(&app), [session.file()]);
    status(alice.delete(&session.path).await, 204).await;
    folders::only(&app, &[]).await;
    problem(alice.delete(&session.path).await, 404, "").await;
    problem(session.ask().await, 404, "").await;
    problem(session.put("bytes 5-6/20", "56").await, 404, "").await;
    folders::only(&app, &[]).await;
    // The same file begins anew.
    let again = Session::begin(&alice, 20).await;
    assert_eq!(again.path, session.path);
    stored(again.ask().await, 308, 0).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_session_expires_one_hour_after_its_last_byte() {
    let app = TestApp::start().await;
    let minutes = |count: u64| Duration::from_secs(60 * count);
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    stored(session.put("bytes 0-4/20", "01234").await, 308, 5).await;
    app.advance(minutes(50));
    // Bytes that come start the hour again.
    stored(session.put("bytes 5-6/20", "56").await, 308, 7).await;
    app.advance(minutes(55));
    sweep(&app).await;
    assert_eq!(folders::files(&app), [session.file()]);
    app.advance(minutes(6));
    sweep(&app).await;
    problem(session.ask().await, 404, "").await;
    problem(session.put("bytes 7-8/20", "78").await, 404, "").await;
    folders::only(&app, &[]).await;
    let again = init(&alice, 20, &fields(&alice)).await;
    status(again, 201).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_abandoned_sessions_are_swept() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let user = app.user("mallory").await.user_id;
    app.execute(&format!(
        "INSERT INTO uploads (id, user_id, total, content_type, filename, metadata, created_at, touched_at)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
         SELECT 'abandoned' || i, {user}, 1000, 'video/mp4', 'a.mp4', '{{}}',
                '2020-01-01T00:00:00.000Z', '2020-01-01T00:00:00.000Z' FROM n"
    ))
    .await;
    // Some of them had sent something.
    let library = &app.app().library;
    for number in (1..=10_000).step_by(50) {
        let name = format!("abandoned{number}");
        let path = library.path(tributary::media::Place::Uploads, &name);
        std::fs::write(path, "bytes").unwrap();
    }
    let session = Session::begin(&alice, 1000).await;
    stored(session.send(&[7; 1000], 0, 10).await, 308, 10).await;
    sweep(&app).await;
    folders::only(&app, &[session.file()]).await;
    stored(session.ask().await, 308, 10).await;
    // Nothing of them is in memory: the actors of their sessions are gone again.
    let debug = read(app.root().await.get("/api/v1/server/debug").await, 200).await;
    assert!(
        debug.to_string().len() < 100_000,
        "{} bytes",
        debug.to_string().len()
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_expires_makes_room_for_another() {
    let app = TestApp::with(|config| config.upload.max_sessions_per_user = 1).await;
    let alice = app.user("alice").await;
    Session::begin(&alice, 20).await;
    problem(init(&alice, 21, &fields(&alice)).await, 429, "").await;
    app.advance(Duration::from_secs(3601));
    sweep(&app).await;
    Session::begin(&alice, 21).await;
    app.stop().await;
}
