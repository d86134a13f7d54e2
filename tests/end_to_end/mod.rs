//! From upload to playback with the real binaries, killed in the middle, watched in a real browser.

mod client;
mod clip;
mod inspection;

use std::{path::PathBuf, process::Command};

use reqwest::StatusCode;
use serde_json::Value;

use crate::support::{ffmpeg::complaints, server::Server};
use client::{Person, json_of};

const SECONDS: u32 = 20;

const RESOLUTIONS: &str = "storyboards: { enabled: true }\ntranscoding: { web_videos: { enabled: true }, \
    resolutions: { 240p: true, 360p: false, 480p: true, 720p: true, 1080p: true } }";

#[tokio::test(flavor = "multi_thread")]
async fn a_clip_survives_two_kills_and_plays_in_a_browser() {
    let folder = tempfile::tempdir().unwrap();
    let first = clip::full_hd(folder.path(), "first.mp4", SECONDS);
    let mut server = Server::start(RESOLUTIONS).await;
    let person = Person::sign_in(&server).await;

    let video = upload_with_a_kill_in_the_middle(&mut server, &person, &first).await;
    let video = person.finished(&server, &video).await;
    every_rendition_is_sound(&server, &person, &video).await;
    a_browser_plays_it(&server, &video);

    let second = clip::full_hd(folder.path(), "second.mp4", SECONDS + 1);
    let video = upload(&server, &person, &second).await;
    person.transcoding_under_way(&server).await;
    server.kill_and_restart().await;
    let video = person.finished(&server, &video).await;
    assert_eq!(video["duration"], SECONDS + 1);
    every_rendition_is_sound(&server, &person, &video).await;
}

async fn upload_with_a_kill_in_the_middle(
    server: &mut Server,
    person: &Person,
    file: &PathBuf,
) -> String {
    let bytes = std::fs::read(file).unwrap();
    let chunks = bytes.len() / (1024 * 1024);
    assert!(
        chunks >= 4,
        "the clip is too small to be cut: {} bytes",
        bytes.len()
    );
    let upload = person.begin_upload(server, file, "The first clip").await;
    let (sent, answer) = person.send_chunks(&upload, &bytes, 0, chunks / 2).await;
    assert_eq!(answer.status(), StatusCode::PERMANENT_REDIRECT);

    server.kill_and_restart().await;

    assert_eq!(person.stored(&upload, bytes.len()).await, sent);
    let (_, answer) = person.send_chunks(&upload, &bytes, sent, usize::MAX).await;
    uuid_of(&json_of(answer).await)
}

async fn upload(server: &Server, person: &Person, file: &PathBuf) -> String {
    let bytes = std::fs::read(file).unwrap();
    let upload = person.begin_upload(server, file, "The second clip").await;
    let (_, answer) = person.send_chunks(&upload, &bytes, 0, usize::MAX).await;
    uuid_of(&json_of(answer).await)
}

fn uuid_of(answer: &Value) -> String {
    answer["video"]["uuid"].as_str().unwrap().to_owned()
}

async fn every_rendition_is_sound(server: &Server, person: &Person, video: &Value) {
    let master_url = video["streamingPlaylists"][0]["playlistUrl"]
        .as_str()
        .unwrap();
    let master = person.text(master_url).await;
    let expected = video["duration"].as_f64().unwrap();
    let mut sizes = Vec::new();
    let mut keyframes = Vec::new();
    let lines: Vec<&str> = master.lines().collect();
    for pair in lines
        .windows(2)
        .filter(|pair| pair[0].starts_with("#EXT-X-STREAM-INF"))
    {
        let (attributes, name) = (pair[0], pair[1]);
        for attribute in ["CODECS=\"avc1.", "RESOLUTION=", "FRAME-RATE=", "BANDWIDTH="] {
            assert!(
                attributes.contains(attribute),
                "{attribute} is missing: {attributes}"
            );
        }
        let url = format!("{}/{name}", master_url.rsplit_once('/').unwrap().0);
        assert_eq!(complaints(&url), "", "{url}");
        let (width, height) = inspection::size(&url);
        assert!(
            attributes.contains(&format!("RESOLUTION={width}x{height}")),
            "{attributes}"
        );
        sizes.push((width, height));
        for kind in ["v", "a"] {
            let duration = inspection::duration(&url, kind);
            assert!(
                (duration - expected).abs() <= 0.1,
                "{kind} of {url} lasts {duration} s"
            );
        }
        keyframes.push(inspection::keyframes(&url));
    }
    sizes.sort_unstable();
    assert_eq!(sizes, [(426, 240), (854, 480), (1280, 720), (1920, 1080)]);
    assert!(keyframes[0].len() > 2, "{keyframes:?}");
    assert!(
        keyframes.iter().all(|times| *times == keyframes[0]),
        "{keyframes:?}"
    );
    for file in video["files"].as_array().unwrap() {
        let url = file["fileUrl"].as_str().unwrap();
        assert_eq!(complaints(url), "", "{url}");
    }
    assert!(
        !video["files"].as_array().unwrap().is_empty(),
        "no web videos: {video}\n{}",
        server.log()
    );
}

/// Headless Chromium opens the watch page; its screenshot stays in `test-output/`.
fn a_browser_plays_it(server: &Server, video: &Value) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let database = std::env::var("TRIBUTARY_TEST_DATABASE").unwrap_or_else(|_| "sqlite".to_owned());
    let output = root.join("test-output").join(database);
    let watch = server.url(&format!("/w/{}", video["shortUUID"].as_str().unwrap()));
    let run = Command::new("node")
        .arg(root.join("tests/browser/watch.mjs"))
        .args([server.url(""), watch])
        .arg(output)
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
}
