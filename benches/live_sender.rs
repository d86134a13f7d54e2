//! Many publishers in one process: `live_sender FLV ADDRESS APP KEYS SECONDS STAGGER_MS` replays an FLV file in real time
//! under each key of the file KEYS (one a line), over and over with timestamps that go on, and prints what that cost and
//! whether a connection stalled or was lost, as JSON. The sender of the live rows in `scripts/bench`.
//!
//! Frames are cut into chunks once and shared by all connections; each is one write.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be set up has failed"
)]

#[path = "support/measure.rs"]
mod measure;
#[expect(dead_code, reason = "the tests use what this does not")]
#[path = "../tests/support/rtmp/mod.rs"]
mod rtmp;

use std::{rc::Rc, time::Duration};

use bytes::Bytes;
use serde_json::json;
use tokio::{
    task::LocalSet,
    time::{Instant, sleep_until},
};

use rtmp::{
    chunks::cut,
    flv::{self, Kind, Tag},
    options::Options,
    publisher::Publisher,
};

/// A write that takes longer than this has waited for the server.
const STALL: Duration = Duration::from_millis(100);

/// A frame, ready to be sent behind any header.
struct Frame {
    kind: Kind,
    timestamp: u32,
    length: usize,
    cut: Bytes,
}

/// What one connection saw.
#[derive(Default)]
struct Seen {
    bytes: u64,
    frames: u64,
    stalls: u64,
    /// Milliseconds by which each frame was sent after it was due, where that is more than one.
    late: Vec<f64>,
    lost: Option<String>,
}

struct Plan {
    address: String,
    app: String,
    /// What encoders say of the stream before its first frame.
    metadata: Option<Tag>,
    frames: Vec<Frame>,
    /// Milliseconds of one round.
    length: u32,
    duration: Duration,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Cargo hands `--bench` to what it runs itself; this is run by the script, with six arguments.
    let [file, address, app, keys, seconds, stagger] = arguments.as_slice() else {
        return;
    };
    let tags = flv::read(&std::fs::read(file).unwrap());
    let frames = prepare(&tags);
    let plan = Rc::new(Plan {
        address: address.clone(),
        app: app.clone(),
        metadata: tags.into_iter().find(|tag| tag.kind == Kind::Data),
        length: round(&frames),
        frames,
        duration: Duration::from_secs(seconds.parse().unwrap()),
    });
    let stagger = Duration::from_millis(stagger.parse().unwrap());
    let keys = std::fs::read_to_string(keys).unwrap();
    let begun = Instant::now();
    let set = LocalSet::new();
    let tasks: Vec<_> = (0..)
        .zip(keys.lines())
        .map(|(index, key)| {
            let (plan, key) = (Rc::clone(&plan), key.to_owned());
            set.spawn_local(async move {
                sleep_until(begun + stagger * index).await;
                let mut seen = Seen::default();
                seen.lost = publish(&plan, &key, &mut seen).await.err();
                seen
            })
        })
        .collect();
    set.await;
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await.unwrap());
    }
    let lost: Vec<&String> = all.iter().filter_map(|seen| seen.lost.as_ref()).collect();
    let sum = |what: fn(&Seen) -> u64| all.iter().map(what).sum::<u64>();
    let report = json!({
        "connections": all.len(),
        "lost": lost,
        "bytes": sum(|seen| seen.bytes),
        "frames": sum(|seen| seen.frames),
        "stalls": sum(|seen| seen.stalls),
        "lateMilliseconds": measure::spread(all.iter().flat_map(|seen| seen.late.clone()).collect()),
        "cpuSeconds": measure::cpu_seconds(),
    });
    println!("{report}");
}

fn prepare(tags: &[Tag]) -> Vec<Frame> {
    let size = Options::default().chunk_size;
    tags.iter()
        .filter(|tag| tag.kind != Kind::Data)
        .map(|tag| {
            let mut bytes = Vec::with_capacity(tag.data.len() + 64);
            cut(6, &tag.data, size, None, &mut bytes);
            Frame {
                kind: tag.kind,
                timestamp: tag.timestamp,
                length: tag.data.len(),
                cut: bytes.into(),
            }
        })
        .collect()
}

/// Milliseconds after which the file begins again: one frame after its last one.
fn round(frames: &[Frame]) -> u32 {
    let times: Vec<u32> = frames
        .iter()
        .filter(|frame| frame.kind == Kind::Video)
        .map(|frame| frame.timestamp)
        .collect();
    // The first one is not always at 0.
    let (first, last) = (times.first().unwrap(), times.last().unwrap());
    let length = last - first;
    length + length / (times.len() as u32 - 1)
}

async fn publish(plan: &Plan, key: &str, seen: &mut Seen) -> Result<(), String> {
    let options = Options {
        app: plan.app.clone(),
        ..Options::default()
    };
    let told = |status| format!("{status:?}");
    let mut publisher = Publisher::connect(&plan.address, options)
        .await
        .map_err(told)?;
    publisher.publish(key).await.map_err(told)?;
    if let Some(metadata) = &plan.metadata {
        let sent = publisher.send(metadata).await;
        sent.map_err(|error| error.to_string())?;
    }
    let begun = Instant::now();
    for offset in (0..).step_by(plan.length as usize) {
        for frame in &plan.frames {
            let timestamp = offset + frame.timestamp;
            let due = begun + Duration::from_millis(timestamp.into());
            if due > begun + plan.duration {
                return publisher
                    .unpublish()
                    .await
                    .map_err(|error| error.to_string());
            }
            sleep_until(due).await;
            let started = Instant::now();
            let late = started - due;
            if late > Duration::from_millis(1) {
                seen.late.push(late.as_secs_f64() * 1000.0);
            }
            publisher
                .send_cut(frame.kind, timestamp, frame.length, frame.cut.clone())
                .await
                .map_err(|error| error.to_string())?;
            seen.bytes += 12 + frame.cut.len() as u64;
            seen.frames += 1;
            seen.stalls += u64::from(started.elapsed() > STALL);
        }
    }
    Ok(())
}
