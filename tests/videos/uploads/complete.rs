//! The last part of a resumable upload, and what comes of it.

use serde_json::{Value, json};

use super::{
    folders,
    session::{Session, fields, init, stored},
};
use crate::support::{
    answer::{json, problem, status},
    app::TestApp,
    clip,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_last_part_is_answered_with_the_video_now_and_later() {
    let mut app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let total = file.len();
    let session = Session::begin(&alice, total).await;
    let half = total / 2;
    stored(session.send(&file, 0, half).await, 308, half).await;
    let made = json(session.send(&file, half, total - half).await, 200).await;
    let video = made["video"].as_object().unwrap();
    assert_eq!((made.as_object().unwrap().len(), video.len()), (1, 3));
    assert_eq!(video["uuid"].as_str().unwrap().len(), 36);
    assert_eq!(video["shortUUID"].as_str().unwrap().len(), 22);
    assert!(video["id"].is_u64(), "{made}");

    // A client that did not hear the answer sends the part again, or asks, also after a restart.
    let last = session.send(&file, half, total - half).await;
    assert_eq!(json(last, 200).await, made);
    assert_eq!(json(session.ask().await, 200).await, made);
    status(init(&alice, total, &fields(&alice)).await, 200).await;
    assert_eq!(json(session.ask().await, 200).await, made);
    app.restart().await;
    let session = session.of(&app.sign_in("alice").await);
    assert_eq!(json(session.ask().await, 200).await, made);
    let bob = app.user("bob").await;
    problem(session.of(&bob).ask().await, 403, "").await;

    // One video came of it all, byte for byte.
    let list = json(app.get("/api/v1/videos").await, 200).await;
    assert_eq!(list["total"], 1, "{list}");
    let path = format!("/api/v1/videos/{}", video["shortUUID"].as_str().unwrap());
    let details = json(app.get(&path).await, 200).await;
    assert_eq!(details["name"], "A clip");
    let kept = app
        .get(details["files"][0]["fileUrl"].as_str().unwrap())
        .await;
    assert!(kept.bytes().await.unwrap() == file, "the bytes differ");
    let left = folders::files(&app);
    assert!(!left.contains(&session.file()), "{left:?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resumed_upload_that_is_no_video_is_gone() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::not_a_video(app.folder())).unwrap();
    let total = file.len();
    let session = Session::begin(&alice, total).await;
    stored(session.send(&file, 0, 100).await, 308, 100).await;
    problem(session.send(&file, 100, total - 100).await, 422, "").await;
    folders::only(&app, &[]).await;
    problem(session.ask().await, 404, "").await;
    let mine = json(alice.get("/api/v1/users/me/videos").await, 200).await;
    assert_eq!(mine["total"], 0);
    // And it may be tried again.
    Session::begin(&alice, total).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_video_was_deleted_can_be_uploaded_again() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let session = Session::begin(&alice, file.len()).await;
    let first = json(session.send(&file, 0, file.len()).await, 200).await;
    let path = |made: &Value| format!("/api/v1/videos/{}", made["video"]["uuid"].as_str().unwrap());
    status(alice.delete(&path(&first)).await, 204).await;
    problem(session.ask().await, 404, "").await;

    let again = Session::begin(&alice, file.len()).await;
    assert_eq!(again.path, session.path);
    stored(again.send(&file, 0, 10).await, 308, 10).await;
    let second = json(again.send(&file, 10, file.len() - 10).await, 200).await;
    assert_ne!(second["video"]["uuid"], first["video"]["uuid"]);
    status(app.get(&path(&second)).await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resumed_upload_keeps_every_field_of_its_init() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let said = json!({
        "name": "Ünïcode 🎬", "channelId": alice.channel_id, "filename": "../../-y .MP4",
        "privacy": 2, "category": 3, "licence": 4, "language": "de", "nsfw": true,
        "description": "A **long** story", "support": "Buy me a tea",
        "tags": ["one", "two"], "commentsPolicy": 3, "downloadEnabled": false,
    });
    let session = Session::with(&alice, file.len(), &said).await;
    let made = json(session.send(&file, 0, file.len()).await, 200).await;
    let path = format!("/api/v1/videos/{}", made["video"]["uuid"].as_str().unwrap());
    let video = json(app.get(&path).await, 200).await;
    for name in [
        "name",
        "nsfw",
        "description",
        "support",
        "tags",
        "downloadEnabled",
    ] {
        assert_eq!(video[name], said[name], "{name}");
    }
    for name in [
        "privacy",
        "category",
        "licence",
        "language",
        "commentsPolicy",
    ] {
        assert_eq!(video[name]["id"], said[name], "{name}");
    }
    assert_eq!(video["channel"]["id"], alice.channel_id);
    app.stop().await;
}
