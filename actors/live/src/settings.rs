//! What an operator may set, with the defaults.

use std::time::Duration;

use crate::hls::{CutSettings, WindowSettings};
use crate::rtmp::Limits;

/// Bounds and times of live streaming.
#[derive(Clone, Debug)]
pub struct LiveSettings {
    /// How long a live waits for a publisher whose connection broke (`live.reconnect_window`).
    pub reconnect_window: Duration,
    /// Time that a connection has from its first byte to its publication.
    pub handshake_within: Duration,
    /// A publisher that is silent for so long is dropped.
    pub silence: Duration,
    /// A publisher that is silent for so long gives way to another with the same key.
    pub half_open: Duration,
    /// Time from the publication to the first key frame, or the first sound where there are no pictures.
    pub first_part_within: Duration,
    /// The longest segment: publishers that send no key frame for so long are dropped.
    pub longest_segment: Duration,
    /// Bytes of the longest segment.
    pub largest_segment: usize,
    /// Bits a second that a publisher may send, over five seconds.
    pub bit_rate: u64,
    /// Connections at a time.
    pub connections: usize,
    /// What a connection can make the server hold.
    pub limits: Limits,
    /// Wrong keys of one address that are looked up at once; one more every six seconds.
    pub wrong_keys: u32,
    /// Bytes of a recording that may wait for the disk; beyond that the recording has a gap.
    pub waiting_bytes: usize,
    /// Time between two looks at the limits of a session.
    pub look_every: Duration,
    /// Time that a port may take before its answer is taken for a failure.
    pub port_within: Duration,
    /// How long the playlist of a live that is over can still be had.
    pub linger: Duration,
    /// How much of a live is offered from memory.
    pub window: Duration,
    /// How much is offered of one that is recorded: what is older than the window lies on the disk.
    pub dvr: Duration,
}

impl Default for LiveSettings {
    fn default() -> Self {
        Self {
            reconnect_window: Duration::from_secs(30),
            handshake_within: Duration::from_secs(10),
            silence: Duration::from_secs(20),
            half_open: Duration::from_secs(5),
            first_part_within: Duration::from_secs(20),
            longest_segment: Duration::from_secs(60),
            largest_segment: 256 * 1024 * 1024,
            bit_rate: 100_000_000,
            connections: 2_048,
            limits: Limits::default(),
            wrong_keys: 20,
            waiting_bytes: 32 * 1024 * 1024,
            look_every: Duration::from_secs(5),
            port_within: Duration::from_secs(10),
            linger: Duration::from_secs(30),
            window: Duration::from_secs(30),
            dvr: Duration::from_secs(1_800),
        }
    }
}

impl LiveSettings {
    /// Where pieces end, with or without parts that are offered.
    pub(crate) fn cut(&self, low_latency: bool) -> CutSettings {
        let (segment_ms, part_ms) = if low_latency {
            (2_000, 300)
        } else {
            (2_000, 1_000)
        };
        CutSettings {
            segment_ms,
            part_ms,
        }
    }

    /// How long the socket is left alone after it was read, `segment_ms` into a segment: frames that come meanwhile are
    /// read together, which costs a fraction of reading each. Not shortly before the segment's end, which viewers wait for.
    pub(crate) fn read_pause(&self, low_latency: bool, segment_ms: u64) -> Duration {
        const CLOSE_MS: u64 = 150;
        if segment_ms + CLOSE_MS >= self.cut(low_latency).segment_ms {
            return Duration::ZERO;
        }
        Duration::from_millis(if low_latency { 80 } else { 100 })
    }

    /// The same where it is recorded.
    pub(crate) fn offered_with_recording(&self, low_latency: bool) -> WindowSettings {
        WindowSettings {
            archive_ms: milliseconds(self.dvr),
            ..self.offered(low_latency)
        }
    }

    /// How much is offered from memory, and how.
    pub(crate) fn offered(&self, low_latency: bool) -> WindowSettings {
        let cut = self.cut(low_latency);
        WindowSettings {
            keep_ms: milliseconds(self.window),
            archive_ms: 0,
            part_ms: low_latency.then_some(cut.part_ms),
            target_ms: cut.segment_ms,
        }
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
