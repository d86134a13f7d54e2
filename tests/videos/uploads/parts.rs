//! The parts of a resumable upload: what is stored, skipped and refused.

use super::{
    session::{Session, stored},
    wire,
};
use crate::support::{
    answer::{invalid, problem, status},
    app::TestApp,
};

const DIGITS: &[u8] = b"0123456789";

/// What lies in the folder of uploads.
fn content(app: &TestApp, session: &Session) -> Vec<u8> {
    std::fs::read(app.folder().join(session.file())).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_part_is_answered_with_what_is_stored() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    stored(session.ask().await, 308, 0).await;
    stored(session.send(DIGITS, 0, 3).await, 308, 3).await;
    stored(session.ask().await, 308, 3).await;
    stored(session.send(DIGITS, 3, 1).await, 308, 4).await;
    stored(session.send(DIGITS, 4, 6).await, 308, 10).await;
    stored(session.ask().await, 308, 10).await;
    assert_eq!(content(&app, &session), DIGITS);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_known_are_skipped() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    stored(session.send(DIGITS, 0, 5).await, 308, 5).await;
    // A repeat, a part of it, and one that overlaps: what is there stays as it is.
    stored(session.put("bytes 0-4/20", "abcde").await, 308, 5).await;
    stored(session.put("bytes 1-2/20", "bc").await, 308, 5).await;
    stored(session.put("bytes 3-7/20", "de567").await, 308, 8).await;
    stored(session.put("bytes 0-9/20", "abcdefgh89").await, 308, 10).await;
    assert_eq!(content(&app, &session), DIGITS);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_does_not_fit_is_a_conflict_and_keeps_nothing() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    // A gap before the first byte: there is nothing to tell.
    stored(session.put("bytes 1-2/20", "12").await, 409, 0).await;
    stored(session.send(DIGITS, 0, 5).await, 308, 5).await;
    for (range, body) in [
        // A gap.
        ("bytes 6-7/20", "67"),
        // Another total, longer and shorter, and a question about one.
        ("bytes 5-6/21", "56"),
        ("bytes 5-6/7", "56"),
        ("bytes */21", ""),
        // Beyond the total.
        ("bytes 5-20/20", "0123456789012345"),
        ("bytes 19-20/20", "90"),
        ("bytes 0-9223372036854775806/20", "0"),
    ] {
        stored(session.put(range, body).await, 409, 5).await;
        stored(session.ask().await, 308, 5).await;
    }
    assert_eq!(content(&app, &session), &DIGITS[..5]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_content_range_that_is_none_is_refused() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    for range in [
        "",
        "*",
        "bytes 5-2/1",
        "bytes 0-1/*",
        "bytes 0-9223372036854775808/20",
        "bytes -5-1/20",
        "items 0-1/20",
    ] {
        invalid(session.put(range, "01").await, &["Content-Range"]).await;
    }
    let request = alice.request(reqwest::Method::PUT, &session.path);
    invalid(request.send().await.unwrap(), &["Content-Range"]).await;
    let (nameless, _) = session.path.split_once('?').unwrap();
    let request = alice.request(reqwest::Method::PUT, nameless);
    let request = request.header("Content-Range", "bytes */20");
    invalid(request.send().await.unwrap(), &["upload_id"]).await;
    stored(session.ask().await, 308, 0).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_what_its_range_says_keeps_nothing() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 100_000).await;
    stored(session.send(DIGITS, 0, 5).await, 308, 5).await;
    let long = vec![7; 60_000];
    for (range, bytes) in [
        ("bytes 5-14/100000", b"5678".as_slice()),
        ("bytes 5-14/100000", b""),
        ("bytes 5-9/100000", b"56789abcdef"),
        ("bytes 5-49999/100000", &long),
        // What is known counts as well.
        ("bytes 0-4/100000", b"012345"),
        ("bytes 0-9/100000", b"0123"),
    ] {
        // With a length that says so at once, and without one.
        problem(session.put(range, bytes.to_vec()).await, 400, "").await;
        stored(session.settled().await, 308, 5).await;
        problem(session.put(range, wire::chunked(bytes)).await, 400, "").await;
        stored(session.settled().await, 308, 5).await;
        assert_eq!(content(&app, &session), &DIGITS[..5], "{range}");
    }
    // The truth is still taken, without a length too.
    let rest = wire::chunked(&DIGITS[5..]);
    stored(session.put("bytes 5-9/100000", rest).await, 308, 10).await;
    assert_eq!(content(&app, &session), DIGITS);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_has_its_largest_size() {
    let mebibyte = 1024 * 1024;
    let app = TestApp::with(|config| {
        config.upload.max_chunk_size = tributary::config::ByteSize::new(1024 * 1024);
    })
    .await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 4 * mebibyte).await;
    let bytes = vec![1; mebibyte];
    stored(session.send(&bytes, 0, mebibyte).await, 308, mebibyte).await;
    // No byte of the body is waited for.
    let range = format!("bytes {mebibyte}-{}/{}", 2 * mebibyte, 4 * mebibyte);
    let head = session.head(&range, mebibyte + 1);
    let (answered, text) = wire::break_off(&alice, &head, b"").await;
    assert_eq!(answered, Some(413), "{text}");
    stored(session.settled().await, 308, mebibyte).await;
    status(alice.delete(&session.path).await, 204).await;
    app.stop().await;
}
