//! Connections that break in the middle of a part.

use super::{
    session::{Session, stored},
    wire,
};
use crate::support::{answer::json, app::TestApp, clip};

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_connection_keeps_what_came_and_the_upload_goes_on_from_there() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let total = file.len();
    let session = Session::begin(&alice, total).await;
    stored(session.send(&file, 0, 1000).await, 308, 1000).await;

    // Of 9,000 bytes promised the first 5,000 come, then nothing.
    let head = session.head(&format!("bytes 1000-9999/{total}"), 9000);
    wire::break_off(&alice, &head, &file[1000..6000]).await;
    stored(session.settled().await, 308, 6000).await;

    // Once more, over bytes that are known.
    let head = session.head(&format!("bytes 0-9999/{total}"), 10_000);
    wire::break_off(&alice, &head, &file[..7000]).await;
    stored(session.settled().await, 308, 7000).await;

    // A connection that breaks before it tells anything new loses nothing.
    let head = session.head(&format!("bytes 0-9999/{total}"), 10_000);
    wire::break_off(&alice, &head, &file[..10]).await;
    stored(session.settled().await, 308, 7000).await;

    let answer = json(session.send(&file, 7000, total - 7000).await, 200).await;
    let path = format!("/api/v1/videos/{}", answer["video"]["id"]);
    let video = json(app.get(&path).await, 200).await;
    let kept = app
        .get(video["files"][0]["fileUrl"].as_str().unwrap())
        .await;
    assert!(kept.bytes().await.unwrap() == file, "the bytes differ");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunked_body_that_breaks_off_keeps_what_came() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    let head = session.head("bytes 0-9/20", 0);
    let head = head.replace("Content-Length: 0", "Transfer-Encoding: chunked");
    // The chunk is whole; the one that would end the body never comes.
    wire::break_off(&alice, &head, b"5\r\n01234\r\n").await;
    stored(session.settled().await, 308, 5).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_loses_nothing_that_was_stored() {
    let mut app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    stored(session.put("bytes 0-6/20", "0123456").await, 308, 7).await;
    app.restart().await;
    let session = session.of(&app.sign_in("alice").await);
    stored(session.ask().await, 308, 7).await;
    stored(session.put("bytes 7-9/20", "789").await, 308, 10).await;
    app.stop().await;
}
