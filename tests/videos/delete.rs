//! `DELETE /api/v1/videos/{id}`: nothing of it is left.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use serde_json::json;
use tributary::media::Place;

use super::lists::names;
use crate::support::{
    answer::{json, problem, status},
    app::TestApp,
    videos::{PATIENCE, api, command, complete, details, files, put, quick, tiny, word},
    work::left_in,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_video_leaves_neither_rows_nor_files() {
    let app = complete().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Soon gone").await;
    put(
        &alice,
        &video,
        json!({ "tags": ["one"], "privacy": 5, "videoPasswords": ["secret"] }),
    )
    .await;
    put(&alice, &video, json!({ "privacy": 1 })).await;
    let found = details(&app, &video).await;
    let addresses = [
        word(&found, "thumbnailPath"),
        word(&found, "previewPath"),
        word(&found["files"][0], "fileUrl"),
        word(&found["streamingPlaylists"][0], "playlistUrl"),
        word(&found["streamingPlaylists"][0], "segmentsSha256Url"),
        word(&found["streamingPlaylists"][0]["files"][0], "fileUrl"),
    ];
    assert!(!files(&app).is_empty());
    status(alice.delete(&api(&video)).await, 204).await;
    problem(app.get(&api(&video)).await, 404, "").await;
    problem(alice.delete(&api(&video)).await, 404, "").await;
    for address in addresses {
        problem(app.get(address).await, 404, "").await;
    }
    assert!(names(&app, "/api/v1/videos").await.is_empty());
    assert!(names(&alice, "/api/v1/users/me/videos").await.is_empty());
    let used = json(alice.get("/api/v1/users/me/video-quota-used").await, 200).await;
    assert_eq!(used["videoQuotaUsed"], 0);
    command(&app, "remove-files").await;
    assert_eq!(files(&app), Vec::<String>::new());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_transcoding_has_moved_goes_with_its_video() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Half made").await;
    let name = format!("{}/half.mp4", word(&video, "uuid"));
    let library = &app.app().library;
    library
        .write(Place::Hls, &name, b"half".to_vec())
        .await
        .unwrap();
    status(alice.delete(&api(&video)).await, 204).await;
    command(&app, "remove-files").await;
    assert_eq!(files(&app), Vec::<String>::new());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_is_deleted_by_its_owner_and_moderators_alone() {
    let app = quick().await;
    let (alice, bob, mo) = (
        app.user("alice").await,
        app.user("bob").await,
        app.moderator("mo").await,
    );
    let (one, two) = (
        tiny(&app, &alice, "One").await,
        tiny(&app, &alice, "Two").await,
    );
    problem(app.delete(&api(&one)).await, 401, "").await;
    problem(bob.delete(&api(&one)).await, 403, "").await;
    assert_eq!(
        names(&app, "/api/v1/videos?sort=name").await,
        ["One", "Two"]
    );
    status(mo.delete(&api(&one)).await, 204).await;
    status(alice.delete(&api(&two)).await, 204).await;
    assert!(names(&app, "/api/v1/videos").await.is_empty());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transcoding_of_a_deleted_video_stops_and_leaves_nothing() {
    let app = TestApp::with(|config| {
        let second = Duration::from_secs(1);
        (config.jobs.lease, config.jobs.heartbeat) = (5 * second, second);
    })
    .await;
    let alice = app.user("alice").await;
    let video = app.upload(&alice, &long_clip(&app), "Too long").await;
    let root = app.root().await;
    let work = app.app().library.folder(Place::Work);
    let first = |folder: &Path| left_in(folder).pop();
    // Until the child has written something: before that it might as well fail for want of its input.
    wait(|| first(&work).is_some_and(|job| first(&job).is_some())).await;
    let active = json(root.get("/api/v1/jobs/active").await, 200).await;
    assert_eq!(active["total"], 1, "{active}");
    status(alice.delete(&api(&video)).await, 204).await;
    wait(|| first(&work).is_none()).await;
    command(&app, "remove-files").await;
    assert_eq!(files(&app), Vec::<String>::new());
    // The worker is free for the next one.
    let next = tiny(&app, &alice, "The next").await;
    assert_eq!(
        details(&app, &next).await["streamingPlaylists"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    app.stop().await;
}

async fn wait(condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < deadline, "it does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// An hour and a half, made in a moment by repeating ten seconds, and transcoded in many minutes.
fn long_clip(app: &TestApp) -> PathBuf {
    let (once, often) = (
        app.folder().join("once.mp4"),
        app.folder().join("often.mp4"),
    );
    let ffmpeg = |arguments: &str, to: &Path| {
        let arguments = arguments.split(' ').map(OsStr::new).chain([to.as_os_str()]);
        let made = Command::new("ffmpeg")
            .args(["-v", "error"])
            .args(arguments)
            .status();
        assert!(made.unwrap().success());
    };
    let source =
        "-f lavfi -i color=gray:size=1280x720:rate=25 -t 10 -c:v libx264 -preset ultrafast";
    ffmpeg(source, &once);
    ffmpeg(
        &format!("-stream_loop 540 -i {} -c copy", once.display()),
        &often,
    );
    often
}
