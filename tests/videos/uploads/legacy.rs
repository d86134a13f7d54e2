//! A video in a single request.

use std::time::{Duration, Instant};

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use super::{folders, wire};
use crate::support::{
    answer::{self, problem, status},
    app::TestApp,
    clip,
    person::Person,
};

const UPLOAD: &str = "/api/v1/videos/upload";

fn form(by: &Person, file: Part) -> Form {
    Form::new()
        .text("name", "A clip")
        .text("channelId", by.channel_id.to_string())
        .part("videofile", file)
}

fn path(made: &Value) -> String {
    format!("/api/v1/videos/{}", made["video"]["uuid"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_legacy_upload_comes_out_again() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let mut form = form(&alice, Part::bytes(file).file_name("clip.mp4"));
    for (name, value) in [
        ("privacy", "3"),
        ("category", "15"),
        ("licence", "2"),
        ("language", "fr"),
        ("description", "Línea 1\nline <2>"),
        ("support", "https://example.org/tea"),
        ("nsfw", "true"),
        ("waitTranscoding", "true"),
        ("tags[0]", "first"),
        ("tags[1]", "zwei"),
        ("commentsPolicy", "2"),
        ("downloadEnabled", "false"),
        ("originallyPublishedAt", "2019-03-04T06:06:07.890+01:00"),
        ("scheduleUpdate[updateAt]", "2099-01-02T03:04:05.006Z"),
        ("scheduleUpdate[privacy]", "1"),
        ("aFieldOfTomorrow[0][x]", "ignored"),
    ] {
        form = form.text(name, value);
    }
    let made = answer::json(alice.post_multipart(UPLOAD, form).await, 200).await;
    let video = answer::json(alice.get(&path(&made)).await, 200).await;
    for (name, value) in [
        ("name", json!("A clip")),
        ("description", json!("Línea 1\nline <2>")),
        ("support", json!("https://example.org/tea")),
        ("nsfw", json!(true)),
        ("waitTranscoding", json!(true)),
        ("tags", json!(["first", "zwei"])),
        ("commentsEnabled", json!(false)),
        ("downloadEnabled", json!(false)),
        ("originallyPublishedAt", json!("2019-03-04T05:06:07.890Z")),
        (
            "scheduledUpdate",
            json!({ "updateAt": "2099-01-02T03:04:05.006Z", "privacy": 1 }),
        ),
        ("duration", json!(2)),
        ("aspectRatio", json!(1.3333)),
        ("isLocal", json!(true)),
        ("isLive", json!(false)),
    ] {
        assert_eq!(video[name], value, "{name}");
    }
    for (name, id, label) in [
        ("privacy", json!(3), "Private"),
        ("category", json!(15), "Science & Technology"),
        ("licence", json!(2), "Attribution - Share Alike"),
        ("language", json!("fr"), "French"),
        ("state", json!(1), "Published"),
    ] {
        assert_eq!(video[name], json!({ "id": id, "label": label }), "{name}");
    }
    assert_eq!(video["commentsPolicy"]["id"], 2);
    assert_eq!(video["channel"]["id"], alice.channel_id);
    assert_eq!(video["id"], made["video"]["id"]);
    assert_eq!(video["shortUUID"], made["video"]["shortUUID"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_in_a_form_may_be_written_in_every_way() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    for (names, tags) in [
        (["tags[]", "tags[]"], json!(["one", "two"])),
        (["tags", "tags"], json!(["one", "two"])),
        (["tags[1]", "tags[0]"], json!(["two", "one"])),
    ] {
        let form = form(&alice, Part::bytes(file.clone()).file_name("clip.mp4"))
            .text("privacy", "5")
            .text("videoPasswords[0]", "open sesame")
            .text(names[0], "one")
            .text(names[1], "two");
        let made = answer::json(alice.post_multipart(UPLOAD, form).await, 200).await;
        let path = path(&made);
        problem(app.get(&path).await, 403, "video_requires_password").await;
        let request = app.request(Method::GET, &path);
        let request = request.header("x-peertube-video-password", "open sesame");
        let video = answer::json(request.send().await.unwrap(), 200).await;
        assert_eq!(video["tags"], tags, "{names:?}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_transcoding_a_file_is_published_as_it_came() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let path_of_file = clip::tiny_mp4(app.folder());
    let file = std::fs::read(&path_of_file).unwrap();
    let made = app.upload(&alice, &path_of_file, "As it came").await;
    let path = format!("/api/v1/videos/{}", made["uuid"].as_str().unwrap());
    let video = answer::json(app.get(&path).await, 200).await;
    assert_eq!(video["state"]["id"], 1);
    assert_eq!(video["streamingPlaylists"], json!([]));
    assert_eq!(video["files"].as_array().unwrap().len(), 1, "{video}");
    let only = &video["files"][0];
    assert_eq!(only["size"], file.len());
    assert_eq!(only["resolution"]["id"], 240);
    assert_eq!(
        (only["width"].as_i64(), only["height"].as_i64()),
        (Some(320), Some(240))
    );
    assert_eq!(
        (&only["hasAudio"], &only["hasVideo"]),
        (&json!(true), &json!(true))
    );
    let kept = app.get(only["fileUrl"].as_str().unwrap()).await;
    assert!(kept.bytes().await.unwrap() == file, "the bytes differ");
    // The file, two pictures, and nothing else.
    let left = folders::files(&app);
    assert_eq!(left.len(), 3, "{left:?}");
    status(alice.delete(&path).await, 204).await;
    folders::only(&app, &[]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_from_a_client_never_becomes_a_path() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    let file = std::fs::read(clip::tiny_mp4(app.folder())).unwrap();
    let long = format!("{}.mp4", "x".repeat(5000));
    let mut outside = std::fs::read_dir(app.folder()).unwrap().count();
    for name in [
        "../../../escaped.mp4",
        "/tmp/escaped-from-tributary.mp4",
        "..\\..\\escaped.mp4",
        "%2e%2e%2fescaped.mp4",
        "-y.mp4",
        "-i -f lavfi.mp4",
        "$(touch escaped);'\".mp4",
        ".mp4",
        "con\tcat:a|b.MP4",
    ] {
        let form = form(&alice, Part::bytes(file.clone()).file_name(name));
        let answer = alice.post_multipart(UPLOAD, form).await;
        assert_eq!(answer.status(), 200, "{name}");
    }
    let form = form(&alice, Part::bytes(file).file_name(long));
    let answer = alice.post_multipart(UPLOAD, form).await;
    assert!(
        matches!(answer.status().as_u16(), 200 | 415),
        "{}",
        answer.status()
    );
    for stored in folders::files(&app) {
        let name = stored.rsplit('/').next().unwrap();
        let ours = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
        assert!(
            name.chars().all(ours) && !name.contains("escaped"),
            "{stored}"
        );
        // A UUID of ours begins each.
        assert!(uuid::Uuid::parse_str(&name[..36]).is_ok(), "{stored}");
    }
    outside -= std::fs::read_dir(app.folder()).unwrap().count();
    assert_eq!(outside, 0, "something new lies outside the folders");
    assert!(!std::path::Path::new("/tmp/escaped-from-tributary.mp4").exists());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_legacy_upload_is_streamed_to_disk_and_goes_with_its_connection() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let (feed, body) = wire::fed();
    let request = alice.request(Method::POST, UPLOAD);
    let form = form(&alice, Part::stream(body).file_name("clip.mp4"));
    let upload = tokio::spawn(request.multipart(form).send());
    let mebibyte = vec![1; 1024 * 1024];
    let deadline = Instant::now() + Duration::from_secs(20);
    for size in 1..=3_u64 {
        feed.send(mebibyte.clone()).unwrap();
        // What was sent reaches the disk while the request goes on, but for what is still gathered.
        loop {
            let files = folders::files(&app);
            let on_disk = files.first().map_or(0, |file| {
                let file = app.folder().join(file).metadata();
                file.map_or(0, |file| file.len())
            });
            if on_disk >= (size - 1) * 1024 * 1024 {
                break;
            }
            assert!(Instant::now() < deadline, "{on_disk} bytes of {size} MiB");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    assert_eq!(folders::files(&app).len(), 1);
    upload.abort();
    folders::only(&app, &[]).await;
    app.stop().await;
}
