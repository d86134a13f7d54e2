//! The ladder of a live: real encoders, the real media process, what players are offered.

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;
use tributary::config::Config;

use super::stage::{Encoder, Live, server};
use crate::support::{client::Client, ffmpeg::complaints, wait::until};

/// Two rungs below the source, and the sound alone.
fn with_ladder(config: &mut Config) {
    let transcoding = &mut config.live.transcoding;
    transcoding.enabled = true;
    transcoding.threads = 1;
    transcoding.resolutions.p0 = true;
    transcoding.resolutions.p144 = true;
    transcoding.resolutions.p240 = true;
}

/// ffmpeg sending pictures of 640 × 360 and a tone in real time, a key frame every second, with pictures out of order.
fn encoder(live: &Live, seconds: u32) -> Encoder {
    let arguments = format!(
        "-re -f lavfi -i testsrc2=size=640x360:rate=25 -re -f lavfi -i sine=frequency=440:sample_rate=48000 \
         -t {seconds} -c:v libx264 -preset veryfast -bf 2 -pix_fmt yuv420p -g 25 -c:a aac -ac 2"
    );
    let mut command = Command::new("ffmpeg");
    command
        .args(["-hide_banner", "-loglevel", "error", "-nostdin"])
        .args(arguments.split_whitespace())
        .args(["-f", "flv", &live.address()]);
    Encoder::spawn(command)
}

fn folder(live: &Live) -> String {
    format!("/static/streaming-playlists/hls/{}", live.uuid)
}

/// Waits until the master playlist has so many renditions: their playlists by their resolutions, or `audio`.
async fn renditions(viewer: &Client, live: &Live, count: usize) -> BTreeMap<String, String> {
    until(&format!("{count} renditions"), async || {
        let path = format!("{}/master.m3u8", folder(live));
        let answer = viewer.get(&path).await;
        if answer.status() != 200 {
            return None;
        }
        let master = answer.text().await.ok()?;
        let lines: Vec<&str> = master.lines().collect();
        let mut found = BTreeMap::new();
        for pair in lines.windows(2) {
            if let [about, name] = pair
                && about.starts_with("#EXT-X-STREAM-INF")
            {
                let resolution = about.split("RESOLUTION=").nth(1);
                let resolution = resolution.and_then(|rest| rest.split(',').next());
                let key = resolution.unwrap_or("audio").to_owned();
                found.insert(key, format!("{}/{name}", folder(live)));
            }
        }
        (found.len() == count).then_some(found)
    })
    .await
}

/// Segment numbers and the beginnings and ends of a playlist that is over.
async fn numbers(viewer: &Client, path: &str) -> Vec<u64> {
    let text = until(&format!("the end of {path}"), async || {
        let text = viewer.get(path).await.text().await.ok()?;
        text.contains("#EXT-X-ENDLIST").then_some(text)
    })
    .await;
    let names = text.lines().filter(|line| line.ends_with(".m4s"));
    let numbers = names.map(|name| {
        let number = name.rsplit_once('-').unwrap().1;
        number.trim_end_matches(".m4s").parse().unwrap()
    });
    numbers.collect()
}

/// Milliseconds at which key pictures are shown, rounded to those of a clock with 40 ms.
fn key_pictures(url: &str) -> Vec<i64> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v:0"])
        .args(["-show_entries", "packet=pts_time,flags", "-of", "json", url])
        .output()
        .unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packets = found["packets"].as_array().unwrap().iter();
    let keys = packets.filter(|packet| packet["flags"].as_str().unwrap().starts_with('K'));
    let times = keys.map(|packet| {
        let seconds: f64 = packet["pts_time"].as_str().unwrap().parse().unwrap();
        (seconds * 1000.0).round() as i64
    });
    times.collect()
}

/// The width and height of the pictures of a playlist.
fn size(url: &str) -> String {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v:0"])
        .args(["-show_entries", "stream=width,height", "-of", "csv=p=0:s=x"])
        .arg(url)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ladder_comes_beside_the_source_cut_where_it_is() {
    let app = server(with_ladder).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[("latencyMode", "3")]).await;
    let encoder = encoder(&live, 12);
    let found = renditions(&app, &live, 4).await;
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        ["256x144", "426x240", "640x360", "audio"]
    );
    let source = &found["640x360"];
    let text = app.get(&found["256x144"]).await.text().await.unwrap();
    for other in ["426x240", "640x360", "audio"] {
        let name = found[other].rsplit_once('/').unwrap().1;
        let report = format!("#EXT-X-RENDITION-REPORT:URI=\"{name}\",LAST-MSN=");
        assert!(text.contains(&report), "{text}");
    }
    let (content, said) = encoder.ended().await;
    assert!(content, "{said}");
    let expected = numbers(&app, source).await;
    assert!(expected.len() >= 5, "{expected:?}");
    let keys = key_pictures(&app.url(source));
    for (name, path) in &found {
        assert_eq!(numbers(&app, path).await, expected, "{name}");
        let url = app.url(path);
        assert_eq!(complaints(&url), "", "{name}");
        if name != "audio" {
            assert_eq!(size(&url), *name);
            assert_eq!(key_pictures(&url), keys, "{name}");
        }
    }
    app.stop().await;
}
