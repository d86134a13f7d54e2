//! How long a frame is on its way: `live_latency FLV ADDRESS APP KEY URL SECONDS MODE` publishes an FLV file in real time,
//! each picture with the time of its sending in an H.264 message of its own (SEI, user data), and follows the playlist at
//! URL meanwhile; `-` has the URL read from the standard input, for a server that tells it when the stream runs. MODE is
//! `plain` or `low`. Prints how long after its sending the piece with each picture was fetched, as JSON in milliseconds.
//! Segments may be fMP4 or MPEG-TS.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be set up has failed"
)]

#[path = "support/http.rs"]
mod http;
#[path = "support/measure.rs"]
mod measure;
#[expect(dead_code, reason = "the viewers use what this does not")]
#[path = "support/playlist.rs"]
mod playlist;
#[expect(dead_code, reason = "the tests use what this does not")]
#[path = "../tests/support/rtmp/mod.rs"]
mod rtmp;
#[path = "support/stamp.rs"]
mod stamp;

use std::{collections::BTreeSet, io, time::Duration};

use futures_util::future::join_all;
use serde_json::json;
use tokio::time::{Instant, sleep, sleep_until};

use http::{Client, join, split};
use playlist::Playlist;
use rtmp::{
    flv::{self, Kind, Tag},
    options::Options,
    publisher::Publisher,
};

/// They ask at different moments between two segments, so that none is lucky for the whole measurement.
const VIEWERS: u32 = 5;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Cargo hands `--bench` to what it runs itself; this is run by the script, with seven arguments.
    let [file, address, app, key, url, seconds, mode] = arguments.as_slice() else {
        return;
    };
    let tags = flv::read(&std::fs::read(file).unwrap());
    let options = Options {
        app: app.clone(),
        ..Options::default()
    };
    let mut publisher = Publisher::connect(address, options).await.unwrap();
    publisher.publish(key).await.unwrap();
    let begun = Instant::now();
    let end = begun + Duration::from_secs(seconds.parse().unwrap());
    let (sent, viewers) = tokio::join!(
        send(&publisher, &tags, begun, end),
        watch(url, begun, end, mode == "low")
    );
    publisher.unpublish().await.unwrap();
    let latencies = viewers.iter().flat_map(|viewer| viewer.latencies.clone());
    let report = json!({
        "sent": sent,
        "latency": measure::spread(latencies.collect()),
        "errors": viewers.iter().map(|viewer| viewer.errors).sum::<u64>(),
        "cpuSeconds": measure::cpu_seconds(),
    });
    println!("{report}");
}

/// What the viewers saw of the playlist at `url`.
async fn watch(url: &str, begun: Instant, end: Instant, low: bool) -> Vec<Viewer> {
    let mut told = url.to_owned();
    if url == "-" {
        let read = || std::io::stdin().lines().next().unwrap().unwrap();
        told = tokio::task::spawn_blocking(read).await.unwrap();
    }
    let viewers = (0..VIEWERS).map(|index| {
        let mut viewer = Viewer::new(&told, begun, low);
        async move {
            viewer.watch(end, index).await;
            viewer
        }
    });
    join_all(viewers).await
}

/// Sends the file over and over until `end`; how many pictures that were.
async fn send(publisher: &Publisher, tags: &[Tag], begun: Instant, end: Instant) -> u64 {
    let length = tags.last().unwrap().timestamp + 33;
    let mut sent = 0;
    for offset in (0..).step_by(length as usize) {
        for tag in tags {
            let timestamp = offset + tag.timestamp;
            let due = begun + Duration::from_millis(timestamp.into());
            if due > end {
                break;
            }
            sleep_until(due).await;
            let mut tag = tag.clone();
            tag.timestamp = timestamp;
            if tag.kind == Kind::Video && !tag.is_sequence_header() {
                tag.data = stamp::stamped(&tag.data, microseconds(begun)).into();
                sent += 1;
            }
            publisher.send(&tag).await.unwrap();
        }
        if Instant::now() + Duration::from_millis(50) > end {
            break;
        }
    }
    sent
}

fn microseconds(begun: Instant) -> u64 {
    begun.elapsed().as_micros() as u64
}

struct Viewer {
    client: Client,
    path: String,
    begun: Instant,
    low: bool,
    /// What was fetched: a segment, and a part of it if it is one by parts.
    had: BTreeSet<(u64, usize)>,
    latencies: Vec<f64>,
    errors: u64,
}

impl Viewer {
    fn new(url: &str, begun: Instant, low: bool) -> Self {
        let (address, path) = split(url);
        Self {
            client: Client::new(&address),
            path,
            begun,
            low,
            had: BTreeSet::new(),
            latencies: Vec::new(),
            errors: 0,
        }
    }

    async fn watch(&mut self, end: Instant, index: u32) {
        let mut query = String::new();
        let mut waits = true;
        while Instant::now() < end {
            let asked = Instant::now();
            match self.round(&query).await {
                Ok(playlist) if self.low && playlist.can_block => {
                    let (sequence, part) = (playlist.next_sequence(), playlist.open.len());
                    query = format!("?_HLS_msn={sequence}&_HLS_part={part}");
                }
                Ok(playlist) => {
                    let pause = Duration::from_secs_f64(playlist.target.max(0.5) / 2.0);
                    sleep_until(asked + pause).await;
                    if std::mem::take(&mut waits) {
                        sleep(pause * index / VIEWERS).await;
                    }
                }
                // There is no playlist before the first segment.
                Err(_) => {
                    self.errors += u64::from(!self.had.is_empty());
                    sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }

    /// Reads the playlist once and fetches what is new in it.
    async fn round(&mut self, query: &str) -> io::Result<Playlist> {
        let text = self.get(&format!("{}{query}", self.path)).await?;
        let playlist = Playlist::read(&String::from_utf8_lossy(&text));
        if let Some(variant) = &playlist.variant {
            self.path = join(&self.path, variant);
            return Ok(playlist);
        }
        let mut pieces = Vec::new();
        for segment in &playlist.segments {
            if self.low && !segment.parts.is_empty() {
                let parts = segment.parts.iter().enumerate();
                pieces.extend(
                    parts.map(|(index, part)| ((segment.sequence, index), part.link.clone())),
                );
            } else if !self.low {
                pieces.push(((segment.sequence, 0), segment.link.clone()));
            }
        }
        let open = playlist.open.iter().enumerate().filter(|_| self.low);
        let sequence = playlist.next_sequence();
        pieces.extend(open.map(|(index, part)| ((sequence, index), part.link.clone())));
        for (piece, link) in pieces {
            if self.had.contains(&piece) {
                continue;
            }
            let body = self.get(&join(&self.path, &link)).await?;
            let now = microseconds(self.begun);
            self.had.insert(piece);
            let latency = |sent| (now - sent) as f64 / 1000.0;
            self.latencies
                .extend(stamp::found(&body).into_iter().map(latency));
        }
        Ok(playlist)
    }

    async fn get(&mut self, path: &str) -> io::Result<Vec<u8>> {
        let answer = self.client.get(path, true).await?;
        if answer.status == 200 {
            Ok(answer.body)
        } else {
            Err(io::Error::other(format!("status {}", answer.status)))
        }
    }
}
