//! Who may go on with a resumable upload, and when.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::json;
use tributary::config::Folder;

use super::{
    session::{Session, stored},
    wire,
};
use crate::support::{
    answer::{self, invalid, problem, status},
    app::{TestApp, worker_program},
    clip,
};

#[tokio::test(flavor = "multi_thread")]
async fn of_two_parts_at_once_the_second_is_told_to_wait() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    let (feed, body) = wire::fed();
    let first = tokio::spawn(session.part("bytes 0-9/20").body(body).send());
    feed.send(b"01234".to_vec()).unwrap();
    session.busy(&app).await;
    let second = session.put("bytes 0-9/20", "abcdefghij").await;
    problem(second, 429, "upload_busy").await;

    // Nobody else is held up, and the first one's bytes are those that count.
    let other = json!({ "name": "Another", "channelId": alice.channel_id, "filename": "b.mp4" });
    let other = Session::with(&alice, 20, &other).await;
    stored(other.put("bytes 0-1/20", "01").await, 308, 2).await;
    feed.send(b"56789".to_vec()).unwrap();
    drop(feed);
    stored(first.await.unwrap().unwrap(), 308, 10).await;
    stored(session.ask().await, 308, 10).await;
    let file = std::fs::read(app.folder().join(session.file())).unwrap();
    assert_eq!(file, b"0123456789");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_its_users_alone() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let session = Session::begin(&alice, 20).await;
    stored(session.put("bytes 0-4/20", "01234").await, 308, 5).await;
    for stranger in [&bob, app.root().await] {
        let theirs = session.of(stranger);
        problem(theirs.ask().await, 403, "").await;
        problem(theirs.put("bytes 5-6/20", "56").await, 403, "").await;
        problem(stranger.delete(&session.path).await, 403, "").await;
    }
    assert_eq!(app.delete(&session.path).await.status(), 401);
    let anonymous = app.request(reqwest::Method::PUT, &session.path);
    let anonymous = anonymous.header("Content-Range", "bytes */20").send().await;
    assert_eq!(anonymous.unwrap().status(), 401);
    stored(session.ask().await, 308, 5).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_session_is_not_found_whatever_its_name() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let known = Session::begin(&alice, 20).await;
    let (address, _) = known.path.split_once('=').unwrap();
    for name in [
        "0".repeat(64).as_str(),
        "..%2F..%2Fdatabase.sqlite3",
        "%2Fetc%2Fpasswd",
        "..",
        "%F0%9F%8E%AC",
        "x".repeat(4000).as_str(),
    ] {
        let unknown = format!("{address}={name}");
        let question = alice.request(reqwest::Method::PUT, &unknown);
        let question = question.header("Content-Range", "bytes */20");
        problem(question.send().await.unwrap(), 404, "").await;
        problem(alice.delete(&unknown).await, 404, "").await;
    }
    let question = alice.request(reqwest::Method::PUT, &format!("{address}=x%00y"));
    let question = question.header("Content-Range", "bytes */20");
    invalid(question.send().await.unwrap(), &["upload_id"]).await;
    stored(known.ask().await, 308, 0).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_video_is_being_made_others_are_told_when_to_come_back() {
    let hold = Hold::new();
    let app =
        TestApp::with(|config| config.worker.program = Some(Folder::new(hold.program()))).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let session = Session::begin(&alice, file.len()).await;
    hold.begin();
    let first = tokio::spawn({
        let (session, file) = (session.clone(), file.clone());
        async move { session.send(&file, 0, file.len()).await }
    });
    hold.reached().await;
    for _ in 0..2 {
        let again = session.send(&file, 0, file.len()).await;
        assert!(again.headers().contains_key("retry-after"));
        problem(again, 503, "").await;
    }
    hold.end();
    let made = answer::json(first.await.unwrap(), 200).await;
    let later = session.send(&file, 0, file.len()).await;
    assert_eq!(answer::json(later, 200).await, made);
    app.jobs_done().await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_session_ends_after_the_part_that_is_under_way() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = Session::begin(&alice, 20).await;
    let (feed, body) = wire::fed();
    let part = tokio::spawn(session.part("bytes 0-9/20").body(body).send());
    feed.send(b"01234".to_vec()).unwrap();
    session.busy(&app).await;
    let cancel = tokio::spawn({
        let (alice, path) = (alice.clone(), session.path.clone());
        async move { alice.delete(&path).await }
    });
    feed.send(b"56789".to_vec()).unwrap();
    drop(feed);
    stored(part.await.unwrap().unwrap(), 308, 10).await;
    status(cancel.await.unwrap(), 204).await;
    problem(session.ask().await, 404, "").await;
    super::folders::only(&app, &[]).await;
    app.stop().await;
}

/// A media worker that does not begin while a file is there.
struct Hold(tempfile::TempDir);

impl Hold {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (at, worker) = (folder.path().display(), worker_program());
        let script = format!(
            "#!/bin/sh\nwhile [ -e {at}/hold ]; do : > {at}/reached; /bin/sleep 0.02; done\nexec {} \"$@\"\n",
            worker.display()
        );
        let program = folder.path().join("worker");
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        Self(folder)
    }

    fn program(&self) -> PathBuf {
        self.file("worker")
    }

    fn file(&self, name: &str) -> PathBuf {
        Path::new(self.0.path()).join(name)
    }

    fn begin(&self) {
        std::fs::write(self.file("hold"), "").unwrap();
    }

    async fn reached(&self) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.file("reached").exists() {
            assert!(Instant::now() < deadline, "no worker was started");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn end(&self) {
        std::fs::remove_file(self.file("hold")).unwrap();
    }
}
