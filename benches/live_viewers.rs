//! Many viewers in one process: `live_viewers URL VIEWERS SECONDS MODE [POLL_MS]` follows a live playlist as players do.
//! URL may be `@FILE` with one URL a line, which the viewers share out. MODE is `plain` (the playlist is asked for every
//! half target duration, or every POLL_MS, and each new segment fetched once) or `low` (blocking reloads, each new part
//! fetched once). Prints response times, errors, bytes and lateness as JSON, times in milliseconds.
//!
//! `late` is when a segment or part was whole at the viewer, after the time at which its last frame was taken
//! (EXT-X-PROGRAM-DATE-TIME). `drift` needs no such tag: how much later than the most punctual one of its stream a segment
//! first showed, measured against the sum of the durations before it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be set up has failed"
)]

#[path = "support/http.rs"]
mod http;
#[path = "support/measure.rs"]
mod measure;
#[path = "support/playlist.rs"]
mod playlist;

use std::{io, time::Duration};

use serde_json::json;
use tokio::{
    task::LocalSet,
    time::{Instant, sleep_until},
};

use http::{Answer, Client, join, split};
use playlist::Playlist;

/// Players begin so many segments before the end.
const BEHIND: usize = 3;

/// What one viewer saw, times in milliseconds.
#[derive(Default)]
struct Seen {
    playlists: Vec<f64>,
    /// The same of reloads that are answered only when there is something new.
    reloads: Vec<f64>,
    media: Vec<f64>,
    late: Vec<f64>,
    /// When each segment showed first, less the durations before it.
    shown: Vec<f64>,
    played: f64,
    errors: u64,
    bytes: u64,
}

struct Viewer {
    client: Client,
    path: String,
    seen: Seen,
    end: Instant,
    begun: Instant,
    poll: Option<Duration>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Cargo hands `--bench` to what it runs itself; this is run by the script, with at least four arguments.
    let [url, viewers, seconds, mode, poll @ ..] = arguments.as_slice() else {
        return;
    };
    let urls: Vec<String> = match url.strip_prefix('@') {
        Some(file) => std::fs::read_to_string(file)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect(),
        None => vec![url.clone()],
    };
    let (viewers, seconds): (u32, u64) = (viewers.parse().unwrap(), seconds.parse().unwrap());
    let poll = poll
        .first()
        .map(|poll| Duration::from_millis(poll.parse().unwrap()));
    let low = mode == "low";
    let begun = Instant::now();
    let end = begun + Duration::from_secs(seconds);
    let set = LocalSet::new();
    let tasks: Vec<_> = (0..viewers)
        .map(|index| {
            let (address, path) = split(&urls[index as usize % urls.len()]);
            let client = Client::new(&address);
            let seen = Seen::default();
            let viewer = Viewer {
                client,
                path,
                seen,
                end,
                begun,
                poll,
            };
            // They come over the first two seconds.
            let first = begun + Duration::from_secs(2) * index / viewers;
            set.spawn_local(watch(viewer, low, first))
        })
        .collect();
    set.await;
    let mut all = Vec::new();
    for task in tasks {
        all.push(task.await.unwrap());
    }
    let spread = |what: fn(&Seen) -> &Vec<f64>| {
        measure::spread(all.iter().flat_map(what).copied().collect())
    };
    let drift = |seen: &Seen| -> Vec<f64> {
        let least = seen.shown.iter().copied().fold(f64::INFINITY, f64::min);
        seen.shown.iter().map(|shown| shown - least).collect()
    };
    let report = json!({
        "viewers": viewers,
        "playlists": spread(|seen| &seen.playlists),
        "reloads": spread(|seen| &seen.reloads),
        "media": spread(|seen| &seen.media),
        "late": spread(|seen| &seen.late),
        "drift": measure::spread(all.iter().flat_map(drift).collect()),
        "withoutMedia": all.iter().filter(|seen| seen.media.is_empty()).count(),
        "errors": all.iter().map(|seen| seen.errors).sum::<u64>(),
        "bytes": all.iter().map(|seen| seen.bytes).sum::<u64>(),
        "cpuSeconds": measure::cpu_seconds(),
    });
    println!("{report}");
}

async fn watch(mut viewer: Viewer, low: bool, first: Instant) -> Seen {
    sleep_until(first).await;
    while Instant::now() < viewer.end {
        let done = if low {
            viewer.follow_parts().await
        } else {
            viewer.follow_segments().await
        };
        if done.is_err() {
            viewer.seen.errors += 1;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
    viewer.seen
}

impl Viewer {
    /// Until the end of the measurement or of the stream, or an error.
    async fn follow_segments(&mut self) -> io::Result<()> {
        let mut playlist = self.playlist("").await?;
        let first = playlist.segments.len().saturating_sub(BEHIND);
        let mut next = playlist
            .segments
            .get(first)
            .map_or(0, |first| first.sequence);
        let mut joining = true;
        if let Some(map) = &playlist.map {
            let path = join(&self.path, map);
            self.fetch(&path).await?;
        }
        loop {
            let asked = Instant::now();
            let found = playlist
                .segments
                .iter()
                .filter(|segment| segment.sequence >= next);
            for segment in found.cloned().collect::<Vec<_>>() {
                next = segment.sequence + 1;
                if !joining {
                    let shown = (asked - self.begun).as_secs_f64() - self.seen.played;
                    self.seen.shown.push(shown * 1000.0);
                }
                self.seen.played += segment.duration;
                let path = join(&self.path, &segment.link);
                self.fetch(&path).await?;
                if let (Some(taken), false) = (segment.taken, joining) {
                    self.seen
                        .late
                        .push((now() - taken - segment.duration) * 1000.0);
                }
            }
            joining = false;
            let pause = self
                .poll
                .unwrap_or(Duration::from_secs_f64(playlist.target.max(0.5) / 2.0));
            if playlist.ended || asked + pause > self.end {
                sleep_until(self.end).await;
                return Ok(());
            }
            sleep_until(asked + pause).await;
            playlist = self.playlist("").await?;
        }
    }

    /// The same by parts: each reload is answered when there is the part it asks for.
    async fn follow_parts(&mut self) -> io::Result<()> {
        let mut playlist = self.playlist("").await?;
        if !playlist.can_block {
            return Err(io::Error::other("not a playlist with low latency"));
        }
        if let Some(map) = &playlist.map {
            let path = join(&self.path, map);
            self.fetch(&path).await?;
        }
        let mut next = (playlist.next_sequence(), playlist.open.len());
        while Instant::now() < self.end && !playlist.ended {
            playlist = self
                .playlist(&format!("_HLS_msn={}&_HLS_part={}", next.0, next.1))
                .await?;
            let whole = playlist
                .segments
                .iter()
                .map(|segment| (segment.sequence, segment.taken, segment.parts.clone()));
            let open = (
                playlist.next_sequence(),
                playlist.open_taken,
                playlist.open.clone(),
            );
            for (sequence, taken, parts) in whole.chain([open]).collect::<Vec<_>>() {
                let mut played = 0.0;
                for (index, part) in parts.iter().enumerate() {
                    played += part.duration;
                    if (sequence, index) < next {
                        continue;
                    }
                    let path = join(&self.path, &part.link);
                    self.fetch(&path).await?;
                    if let Some(taken) = taken {
                        self.seen.late.push((now() - taken - played) * 1000.0);
                    }
                    next = (sequence, index + 1);
                }
                if sequence >= next.0 && sequence < playlist.next_sequence() {
                    next = (sequence + 1, 0);
                }
            }
        }
        Ok(())
    }

    /// The media playlist; that of the first variant, from then on, if this is a playlist of playlists.
    async fn playlist(&mut self, query: &str) -> io::Result<Playlist> {
        loop {
            let joint = if query.is_empty() {
                ""
            } else if self.path.contains('?') {
                "&"
            } else {
                "?"
            };
            let asked = Instant::now();
            let answer = self
                .client
                .get(&format!("{}{joint}{query}", self.path), true)
                .await?;
            let took = asked.elapsed().as_secs_f64() * 1000.0;
            if query.is_empty() {
                self.seen.playlists.push(took);
            } else {
                self.seen.reloads.push(took);
            }
            let answer = self.counted(answer)?;
            let playlist = Playlist::read(&String::from_utf8_lossy(&answer.body));
            match &playlist.variant {
                Some(variant) => self.path = join(&self.path, variant),
                None => return Ok(playlist),
            }
        }
    }

    async fn fetch(&mut self, path: &str) -> io::Result<()> {
        let asked = Instant::now();
        let answer = self.client.get(path, false).await?;
        self.seen.media.push(asked.elapsed().as_secs_f64() * 1000.0);
        self.counted(answer).map(drop)
    }

    fn counted(&mut self, answer: Answer) -> io::Result<Answer> {
        self.seen.bytes += answer.length;
        match answer.status {
            200 => Ok(answer),
            status => Err(io::Error::other(format!("status {status}"))),
        }
    }
}

/// Seconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "compared with the times in playlists"
)]
fn now() -> f64 {
    chrono::Utc::now().timestamp_micros() as f64 / 1e6
}
