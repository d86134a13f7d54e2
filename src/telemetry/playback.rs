//! What players report, added up: how much comes from the server and from other players, and how well it goes.

use prometheus::{IntCounterVec, Opts};

use super::metrics::MetricError;
use crate::domain::Resolution;

/// Those that have counters of their own: what players make up must not make counters.
const RESOLUTIONS: [u32; 9] = [0, 144, 240, 360, 480, 720, 1080, 1440, 2160];

/// What plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlayerMode {
    /// A playlist with segments.
    Hls,
    /// One file.
    WebVideo,
}

impl PlayerMode {
    const fn word(self) -> &'static str {
        match self {
            Self::Hls => "hls",
            Self::WebVideo => "web-video",
        }
    }
}

/// A player's report of the last seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Playback {
    /// What plays.
    pub mode: PlayerMode,
    /// The picture's, where it is one of those that renditions have.
    pub resolution: Option<Resolution>,
    /// Whether it shares with other players.
    pub shares: bool,
    /// How often the resolution changed.
    pub resolution_changes: i64,
    /// How often playback stood still.
    pub stalls: i64,
    /// Errors.
    pub errors: i64,
    /// Bytes from other players.
    pub from_peers: i64,
    /// Bytes from the server.
    pub from_server: i64,
    /// Bytes to other players.
    pub to_peers: i64,
}

/// The counters.
#[derive(Clone, Debug)]
pub(super) struct PlaybackCounters {
    bytes: IntCounterVec,
    events: IntCounterVec,
}

impl PlaybackCounters {
    pub(super) fn new() -> Result<Self, MetricError> {
        let common = ["player_mode", "resolution", "p2p"];
        let bytes = Opts::new(
            "tributary_playback_bytes_total",
            "Bytes that players report.",
        );
        let events = Opts::new(
            "tributary_playback_events_total",
            "Changes of resolution, stalls and errors that players report.",
        );
        let [mode, resolution, p2p] = common;
        Ok(Self {
            bytes: IntCounterVec::new(bytes, &[mode, resolution, p2p, "path"])?,
            events: IntCounterVec::new(events, &[mode, resolution, p2p, "event"])?,
        })
    }

    pub(super) fn collectors(&self) -> [IntCounterVec; 2] {
        [self.bytes.clone(), self.events.clone()]
    }

    pub(super) fn add(&self, report: &Playback) {
        let resolution = report.resolution.map(Resolution::id);
        let resolution = resolution.filter(|id| RESOLUTIONS.contains(id));
        let resolution = resolution.map_or_else(|| "other".to_owned(), |id| id.to_string());
        let p2p = if report.shares { "true" } else { "false" };
        let add = |counters: &IntCounterVec, what: &str, count: i64| {
            let labels = [report.mode.word(), resolution.as_str(), p2p, what];
            let count = u64::try_from(count).unwrap_or_default();
            counters.with_label_values(&labels).inc_by(count);
        };
        add(&self.bytes, "from-peers", report.from_peers);
        add(&self.bytes, "from-server", report.from_server);
        add(&self.bytes, "to-peers", report.to_peers);
        add(&self.events, "resolution-change", report.resolution_changes);
        add(&self.events, "stall", report.stalls);
        add(&self.events, "error", report.errors);
    }
}
