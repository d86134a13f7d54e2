//! The whole way with real encoders: published over RTMP, fetched over HLS, ended, kept as a video.

use std::{collections::BTreeMap, process::Command, time::Duration};

use serde_json::{Value, json};

use super::stage::{Encoder, Live, server, watched_to_the_end};
use crate::support::{answer::json as body, client::Client, ffmpeg::complaints, wait::until};

/// What ffprobe finds in bytes: the number of packets and of key frames by kind of track.
fn probed(bytes: &[u8]) -> BTreeMap<String, usize> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("segment.mp4");
    std::fs::write(&file, bytes).unwrap();
    let output = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-show_entries",
            "packet=codec_type",
            "-of",
            "json",
        ])
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut count = BTreeMap::new();
    for packet in found["packets"].as_array().unwrap() {
        *count
            .entry(packet["codec_type"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    count
}

/// Fetches every segment that the playlist names and has ffprobe look at each behind its initialisation segment.
async fn every_segment_is_sound(viewer: &Client, path: &str, playlist: &str) -> usize {
    let folder = path.rsplit_once('/').unwrap().0;
    let mut initialisation = Vec::new();
    let mut segments = 0;
    for line in playlist.lines() {
        if let Some(rest) = line.strip_prefix("#EXT-X-MAP:URI=\"") {
            let name = rest.split('"').next().unwrap();
            let answer = viewer.get(&format!("{folder}/{name}")).await;
            initialisation = answer.bytes().await.unwrap().to_vec();
        }
        if !line.starts_with('#') && !line.is_empty() {
            let answer = viewer.get(&format!("{folder}/{line}")).await;
            assert_eq!(answer.status(), 200, "{line}");
            let bytes = answer.bytes().await.unwrap();
            let count = probed(&[&initialisation[..], &bytes].concat());
            assert!(
                count["video"] >= 20 && count["audio"] >= 30,
                "{line}: {count:?}"
            );
            segments += 1;
        }
    }
    segments
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_is_published_watched_ended_and_kept_as_a_video() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[("saveReplay", "true")]).await;
    let video = live.video(&owner).await;
    assert_eq!(
        (&video["isLive"], &video["state"]["id"]),
        (&json!(true), &json!(4))
    );
    let plain = video["thumbnailPath"].clone();

    let encoder = Encoder::start(&live.address(), Some(60));
    let video = live.is(&owner, 1).await;
    assert_eq!(video["isLive"], true);
    assert_eq!(video["streamingPlaylists"].as_array().unwrap().len(), 1);
    let (path, _) = live.playlist(&app).await;
    let drawn = until("a picture of the stream", async || {
        let video = live.video(&owner).await;
        (video["thumbnailPath"] != plain).then_some(video)
    });
    let drawn = drawn.await;
    let picture = app.get(drawn["thumbnailPath"].as_str().unwrap()).await;
    assert_eq!(picture.status(), 200);

    // Those of most of a minute, the old ones from the recording.
    let playlist = until("the segments of 56 s", async || {
        let text = app.get(&path).await.text().await.ok()?;
        (text.matches("#EXTINF").count() >= 28).then_some(text)
    })
    .await;
    assert!(playlist.contains("#EXT-X-PROGRAM-DATE-TIME:"), "{playlist}");
    assert!(every_segment_is_sound(&app, &path, &playlist).await >= 28);
    watched_to_the_end(&app, &path).await;
    let (content, said) = encoder.ended().await;
    assert!(content, "{said}");

    let session = live.processed(&owner, 1).await;
    assert_eq!(session["error"], Value::Null);
    assert_eq!(session["replayVideo"]["uuid"], live.uuid.as_str());
    let video = live.video(&owner).await;
    assert_eq!(
        (&video["isLive"], &video["state"]["id"]),
        (&json!(false), &json!(1))
    );
    let seconds = video["duration"].as_i64().unwrap();
    assert!((59..=61).contains(&seconds), "{seconds}");
    let file = video["files"][0]["fileUrl"].as_str().unwrap();
    assert_eq!(complaints(&app.url(file)), "");
    let found = body(
        app.get(&format!("/api/v1/videos/{}/live-session", live.uuid))
            .await,
        200,
    )
    .await;
    assert_eq!(found["id"], session["id"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permanent_live_has_a_video_for_each_session() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let fields = [
        ("permanentLive", "true"),
        ("saveReplay", "true"),
        ("replaySettings[privacy]", "2"),
    ];
    let live = Live::create(&owner, &fields).await;
    let mut replays = Vec::new();
    for number in 1..=2 {
        let encoder = Encoder::start(&live.address(), Some(4));
        live.is(&owner, 1).await;
        let (content, said) = encoder.ended().await;
        assert!(content, "{said}");
        live.is(&owner, 4).await;
        let session = live.processed(&owner, number).await;
        replays.push(session["replayVideo"]["uuid"].as_str().unwrap().to_owned());
    }
    assert_ne!(replays[0], replays[1]);
    for replay in replays {
        let video = body(app.get(&format!("/api/v1/videos/{replay}")).await, 200).await;
        assert_eq!(
            (&video["isLive"], &video["privacy"]["id"]),
            (&json!(false), &json!(2))
        );
        assert!(video["name"].as_str().unwrap().starts_with("A live - 20"));
        let file = video["files"][0]["fileUrl"].as_str().unwrap();
        assert_eq!(complaints(&app.url(file)), "");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_that_comes_back_goes_on_in_the_same_session() {
    let app = server(|config| config.live.reconnect_window = Duration::from_secs(20)).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[("saveReplay", "true"), ("latencyMode", "3")]).await;
    let encoder = Encoder::start(&live.address(), None);
    let (path, first) = live.playlist(&app).await;
    assert!(first.contains("#EXT-X-PART:"), "{first}");
    encoder.kill();
    let again = Encoder::start(&live.address(), Some(4));
    let (content, said) = again.ended().await;
    assert!(content, "{said}");
    let playlist = watched_to_the_end(&app, &path).await;
    assert_eq!(
        playlist.matches("#EXT-X-DISCONTINUITY\n").count(),
        1,
        "{playlist}"
    );
    let session = live.processed(&owner, 1).await;
    assert_eq!(session["error"], Value::Null);
    let video = live.video(&owner).await;
    assert!(video["duration"].as_i64().unwrap() >= 5, "{video}");
    let file = video["files"][0]["fileUrl"].as_str().unwrap();
    assert_eq!(complaints(&app.url(file)), "");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn viewers_go_back_to_what_lies_in_the_recording() {
    let app = server(|config| {
        config.live.window = Duration::from_secs(6);
        config.live.dvr = Duration::from_secs(600);
    })
    .await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[("saveReplay", "true")]).await;
    let encoder = Encoder::start(&live.address(), None);
    let (path, _) = live.playlist(&app).await;
    let text = until("segments that are older than the window", async || {
        let text = app.get(&path).await.text().await.ok()?;
        (text.matches("#EXTINF").count() >= 7).then_some(text)
    })
    .await;
    assert!(text.contains("#EXT-X-MEDIA-SEQUENCE:0\n"), "{text}");
    assert!(every_segment_is_sound(&app, &path, &text).await >= 7);
    encoder.stop();
    live.processed(&owner, 1).await;
    app.stop().await;
}
