//! Real encoders and every kind of stream that they send.

use std::process::Command;

use serde_json::{Value, json};
use tributary::config::Folder;

use super::stage::{Encoder, Live, free_port, server, watched_to_the_end};
use crate::support::{certificate, ffmpeg::complaints};

/// What ffprobe says of the streams of a playlist, by kind.
fn streams(url: &str) -> Vec<Value> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-show_streams", "-of", "json", url])
        .output()
        .unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    found["streams"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn rtmps_is_published_and_watched() {
    let folder = tempfile::tempdir().unwrap();
    certificate::write(folder.path());
    let app = server(|config| {
        config.live.rtmp.enabled = false;
        config.live.rtmps.enabled = true;
        config.live.rtmps.port = free_port();
        config.live.rtmps.public_hostname = config.live.rtmp.public_hostname.clone();
        config.live.rtmps.cert_file = Some(Folder::new(folder.path().join("cert.pem")));
        config.live.rtmps.key_file = Some(Folder::new(folder.path().join("key.pem")));
    })
    .await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[]).await;
    assert!(live.rtmp.starts_with("rtmps://127.0.0.1:"), "{}", live.rtmp);
    let encoder = Encoder::start(&live.address(), Some(5));
    let (path, _) = live.playlist(&app).await;
    assert_eq!(complaints(&app.url(&path)), "");
    let (content, said) = encoder.ended().await;
    assert!(content, "{said}");
    live.is(&owner, 5).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gstreamer_publishes_too() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[]).await;
    let mut command = Command::new("gst-launch-1.0");
    let pictures = "videotestsrc is-live=true num-buffers=150 ! video/x-raw,width=320,height=180,framerate=30/1 \
        ! x264enc tune=zerolatency key-int-max=30 ! h264parse ! flvmux name=m streamable=true ! rtmp2sink";
    let sound = "audiotestsrc is-live=true num-buffers=240 ! audioconvert ! audio/x-raw,rate=48000,channels=2 \
        ! voaacenc ! aacparse ! m.";
    command
        .arg("-q")
        .args(pictures.split_whitespace())
        .arg(format!("location={}", live.address()))
        .args(sound.split_whitespace());
    let encoder = Encoder::spawn(command);
    let (path, _) = live.playlist(&app).await;
    let (content, said) = encoder.ended().await;
    assert!(content, "{said}");
    watched_to_the_end(&app, &path).await;
    assert_eq!(complaints(&app.url(&path)), "");
    live.is(&owner, 5).await;
    app.stop().await;
}

const PICTURES: &str = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";

#[tokio::test(flavor = "multi_thread")]
async fn sound_alone_pictures_alone_channels_rates_and_shapes_play() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let sound = "-f lavfi -i sine=frequency=440:sample_rate=48000";
    let kinds = [
        (
            format!("-re {sound} -t 5 -c:a aac -ac 1"),
            vec![("channels", json!(1))],
        ),
        (
            format!("-re -f lavfi -i testsrc2=size=320x180:rate=60 -t 5 {PICTURES} -g 60"),
            vec![("r_frame_rate", json!("60/1")), ("width", json!(320))],
        ),
        (
            format!(
                "-re -f lavfi -i testsrc2=size=180x320:rate=30 -re {sound} -t 5 {PICTURES} -g 30 -c:a aac -ac 6"
            ),
            vec![
                ("width", json!(180)),
                ("height", json!(320)),
                ("channels", json!(6)),
            ],
        ),
    ];
    for (arguments, expected) in kinds {
        let live = Live::create(&owner, &[]).await;
        let encoder = Encoder::of(&live, &arguments);
        let (path, _) = live.playlist(&app).await;
        let (content, said) = encoder.ended().await;
        assert!(content, "{said}");
        watched_to_the_end(&app, &path).await;
        let url = app.url(&path);
        assert_eq!(complaints(&url), "", "{arguments}");
        let streams = streams(&url);
        for (name, value) in expected {
            let found = streams.iter().any(|stream| stream[name] == value);
            assert!(found, "{name} is not {value}: {streams:?}");
        }
        live.is(&owner, 5).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_size_in_mid_stream_plays_on() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[("saveReplay", "true")]).await;
    let small = Encoder::of(
        &live,
        &format!("-re -f lavfi -i testsrc2=size=320x180:rate=25 {PICTURES} -g 25"),
    );
    let (path, _) = live.playlist(&app).await;
    small.kill();
    let arguments = format!("-re -f lavfi -i testsrc2=size=640x360:rate=25 -t 5 {PICTURES} -g 25");
    let large = Encoder::of(&live, &arguments);
    let (content, said) = large.ended().await;
    assert!(content, "{said}");
    let playlist = watched_to_the_end(&app, &path).await;
    let descriptions: std::collections::BTreeSet<&str> = playlist
        .lines()
        .filter(|line| line.starts_with("#EXT-X-MAP"))
        .collect();
    assert_eq!(descriptions.len(), 2, "{playlist}");
    // ffmpeg's own HLS reader knows one description per playlist: each segment is looked at behind its own.
    let folder = path.rsplit_once('/').unwrap().0;
    let (mut description, mut sizes) = (Vec::new(), std::collections::BTreeSet::new());
    let file = app.folder().join("segment.mp4");
    for line in playlist.lines() {
        let fetch = async |name: &str| {
            app.get(&format!("{folder}/{name}"))
                .await
                .bytes()
                .await
                .unwrap()
        };
        if let Some(rest) = line.strip_prefix("#EXT-X-MAP:URI=\"") {
            description = fetch(rest.split('"').next().unwrap()).await.to_vec();
        } else if line.ends_with(".m4s") {
            std::fs::write(&file, [&description[..], &fetch(line).await].concat()).unwrap();
            let name = file.to_str().unwrap();
            assert_eq!(complaints(name), "", "{line}");
            sizes.extend(streams(name)[0]["width"].as_u64());
        }
    }
    assert_eq!(sizes.into_iter().collect::<Vec<u64>>(), [320, 640]);
    live.processed(&owner, 1).await;
    let video = live.video(&owner).await;
    let file = video["files"][0]["fileUrl"].as_str().unwrap();
    assert_eq!(complaints(&app.url(file)), "");
    // The replay has both, in one file.
    assert_eq!(widths(&app.url(file)), ["320", "640"]);
    app.stop().await;
}

/// How wide the pictures of a file are, once they are decoded; each width once, in the order of their coming.
fn widths(url: &str) -> Vec<String> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v:0"])
        .args(["-show_entries", "frame=width", "-of", "csv=p=0", url])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| line.trim_end_matches(','));
    let lines = lines.filter(|line| !line.is_empty());
    let mut widths: Vec<String> = lines.map(str::to_owned).collect();
    widths.dedup();
    widths
}
