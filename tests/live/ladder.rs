//! The ladder of a live: real encoders, the real media process, what players are offered.

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;
use tributary::config::Config;

use super::{
    events::Events,
    stage::{Encoder, Live, enhanced_tags, free_port, publisher, server, settings_with},
};
use crate::support::{
    client::Client,
    ffmpeg::complaints,
    process::{children, signal},
    rtmp::amf,
    server::Server,
    wait::until,
};

/// Two rungs below the source, and the sound alone.
fn with_ladder(config: &mut Config) {
    let transcoding = &mut config.live.transcoding;
    transcoding.enabled = true;
    transcoding.threads = 1;
    transcoding.resolutions.p0 = true;
    transcoding.resolutions.p144 = true;
    transcoding.resolutions.p240 = true;
}

/// The same for a process of its own, without the sound alone.
pub(super) fn settings_with_ladder(port: u16) -> String {
    let ladder = "{ enabled: true, threads: 1, resolutions: { 144p: true, 240p: true } }";
    settings_with(port, "30 seconds", ladder)
}

/// ffmpeg sending pictures of 640 × 360 and a tone in real time, a key frame every second, with pictures out of order.
pub(super) fn encoder(live: &Live, seconds: u32) -> Encoder {
    let arguments = format!(
        "-re -f lavfi -i testsrc2=size=640x360:rate=25 -re -f lavfi -i sine=frequency=440:sample_rate=48000 \
         -t {seconds} -c:v libx264 -preset veryfast -bf 2 -pix_fmt yuv420p -g 25 -c:a aac -ac 2"
    );
    Encoder::of(live, &arguments)
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

/// Milliseconds at which pictures are shown, and whether they are key pictures; in the order of being shown.
fn pictures(url: &str) -> Vec<(i64, bool)> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-select_streams", "v:0"])
        .args(["-show_entries", "packet=pts_time,flags", "-of", "json", url])
        .output()
        .unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packets = found["packets"].as_array().unwrap().iter();
    let pictures = packets.map(|packet| {
        let seconds: f64 = packet["pts_time"].as_str().unwrap().parse().unwrap();
        let key = packet["flags"].as_str().unwrap().starts_with('K');
        ((seconds * 1000.0).round() as i64, key)
    });
    let mut pictures: Vec<_> = pictures.collect();
    pictures.sort_unstable();
    pictures
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
    let encoder = encoder(&live, 60);
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
    // What `live.window` keeps of a minute.
    assert!(
        expected.len() >= 14 && expected.last() >= Some(&28),
        "{expected:?}"
    );
    let all = pictures(&app.url(source));
    for (name, path) in &found {
        assert_eq!(numbers(&app, path).await, expected, "{name}");
        let url = app.url(path);
        assert_eq!(complaints(&url), "", "{name}");
        if name != "audio" {
            assert_eq!(size(&url), *name);
            assert_eq!(pictures(&url), all, "{name}");
        }
    }
    app.stop().await;
}

/// Waits until the owner is told that this rung is in this state.
async fn told(events: &mut Events, resolution: u64, state: &str) -> Value {
    loop {
        let health = events.next("health").await.unwrap();
        let renditions = health["renditions"].as_array().unwrap();
        let found = renditions
            .iter()
            .find(|rung| rung["resolution"] == resolution);
        if found.is_some_and(|rung| rung["state"] == state) {
            return health;
        }
    }
}

/// Whether every number is one more than the last.
fn have_no_gap(numbers: &[u64]) -> bool {
    numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_ladder_gives_up_its_highest_rung_and_takes_it_back() {
    let server = Server::start(&settings_with_ladder(free_port())).await;
    let root = server.root().await;
    let anyone = server.anyone();
    let live = Live::create(&root, &[]).await;
    let encoder = encoder(&live, 600);
    renditions(&anyone, &live, 3).await;
    let mut events = Events::of(&root, &live).await;
    let process = *children(server.pid(), "tributary-media").first().unwrap();
    signal(process, "STOP");
    let health = told(&mut events, 240, "left out").await;
    signal(process, "CONT");
    let warnings = health["warnings"].to_string();
    assert!(
        warnings.contains("240p") && warnings.contains("too slow"),
        "{warnings}"
    );
    assert!(health["behind"].as_f64().unwrap() >= 2.0, "{health}");
    let found = renditions(&anyone, &live, 2).await;
    assert!(found.contains_key("256x144"), "{found:?}");
    let health = told(&mut events, 240, "on").await;
    assert_eq!(health["warnings"], serde_json::json!([]));
    let found = renditions(&anyone, &live, 3).await;
    encoder.stop();
    let source = numbers(&anyone, &found["640x360"]).await;
    assert!(have_no_gap(&source), "{source:?}");
    for (name, path) in &found {
        assert_eq!(complaints(&anyone.url(path)), "", "{name}");
        assert_eq!(numbers(&anyone, path).await.last(), source.last(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ladder_whose_process_is_killed_begins_anew_and_the_session_says_so() {
    let server = Server::start(&settings_with_ladder(free_port())).await;
    let root = server.root().await;
    let anyone = server.anyone();
    let live = Live::create(&root, &[("permanentLive", "true")]).await;
    let encoder = encoder(&live, 600);
    renditions(&anyone, &live, 3).await;
    let mut events = Events::of(&root, &live).await;
    signal(children(server.pid(), "tributary-media")[0], "KILL");
    let health = told(&mut events, 144, "failed").await;
    assert!(
        health["warnings"].to_string().contains("tried again"),
        "{health}"
    );
    renditions(&anyone, &live, 1).await;
    told(&mut events, 144, "on").await;
    let found = renditions(&anyone, &live, 3).await;
    encoder.stop();
    let source = numbers(&anyone, &found["640x360"]).await;
    assert!(have_no_gap(&source), "{source:?}");
    let rung = numbers(&anyone, &found["256x144"]).await;
    assert_eq!(rung.last(), source.last());
    assert_eq!(complaints(&anyone.url(&found["256x144"])), "");
    let session = live.processed(&root, 1).await;
    assert_eq!(session["error"], 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ladder_of_a_publisher_that_comes_back_stays_in_step() {
    let app = server(with_ladder).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[("latencyMode", "3")]).await;
    let first = encoder(&live, 600);
    renditions(&app, &live, 4).await;
    first.kill();
    live.is(&owner, 1).await;
    let (content, said) = encoder(&live, 6).ended().await;
    assert!(content, "{said}");
    let found = renditions(&app, &live, 4).await;
    let text = async |name: &str| {
        numbers(&app, &found[name]).await;
        let text = app.get(&found[name]).await.text().await.unwrap();
        let told = text.lines().filter(|line| {
            *line == "#EXT-X-DISCONTINUITY" || line.ends_with(".m4s") && !line.starts_with('#')
        });
        told.map(|line| line.rsplit('-').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let source = text("640x360").await;
    assert!(source.contains(&"DISCONTINUITY".to_owned()), "{source:?}");
    for name in ["256x144", "426x240", "audio"] {
        assert_eq!(text(name).await, source, "{name}");
        assert_eq!(complaints(&app.url(&found[name])), "", "{name}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_not_every_player_plays_is_made_into_what_they_do() {
    let app = server(|config| {
        with_ladder(config);
        config.live.transcoding.resolutions.p0 = false;
        config.live.transcoding.fps.max = 10;
        config.live.transcoding.always_transcode_original_resolution = false;
    })
    .await;
    let owner = app.user("owner").await;
    for arguments in [
        [
            "-c:v",
            "libx265",
            "-x265-params",
            "log-level=none:keyint=25",
        ],
        ["-c:v", "libaom-av1", "-cpu-used", "8"],
    ] {
        let live = Live::create(&owner, &[("permanentLive", "true")]).await;
        let publisher = publisher(&app, &live.key).await.unwrap();
        let size = [
            ("width", amf::Value::Number(128.0)),
            ("height", amf::Value::Number(72.0)),
        ];
        publisher.metadata(&size).await.unwrap();
        for tag in enhanced_tags(&arguments) {
            publisher.send(&tag).await.unwrap();
        }
        publisher.unpublish().await.unwrap();
        let path = format!("{}/master.m3u8", folder(&live));
        let master = until("a rung of H.264 alone", async || {
            let answer = app.get(&path).await;
            let master = answer.text().await.ok()?;
            (master.contains("avc1") && master.contains("RESOLUTION=128x72")).then_some(master)
        })
        .await;
        assert!(
            !master.contains("hvc1") && !master.contains("av01"),
            "{master}"
        );
        let name = master.lines().find(|line| line.ends_with(".m3u8")).unwrap();
        let playlist = format!("{}/{name}", folder(&live));
        assert_eq!(complaints(&app.url(&playlist)), "");
        // Two seconds of 25 pictures each, slowed down.
        let count = pictures(&app.url(&playlist)).len();
        assert!((18..=23).contains(&count), "{count}");
        live.is(&owner, 4).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_order_is_no_failure_of_the_ladder() {
    let mut server = Server::start(&settings_with_ladder(free_port())).await;
    let root = server.root().await;
    let live = Live::create(&root, &[("permanentLive", "true")]).await;
    let before = encoder(&live, 600);
    renditions(&server.anyone(), &live, 3).await;
    let (status, _) = server.terminate().await;
    assert!(status.success());
    drop(before);
    server.restart().await;
    let root = server.root().await;
    let again = encoder(&live, 600);
    let found = renditions(&server.anyone(), &live, 3).await;
    again.stop();
    let source = numbers(&server.anyone(), &found["640x360"]).await;
    let rung = numbers(&server.anyone(), &found["256x144"]).await;
    assert_eq!(rung, source);
    assert_eq!(live.processed(&root, 1).await["error"], Value::Null);
}
