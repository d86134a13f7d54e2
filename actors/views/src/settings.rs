//! The bounds and times of counting.

use std::path::PathBuf;
use std::time::Duration;

use crate::Rules;

/// How long things may take and how much there may be.
#[derive(Clone, Debug)]
pub struct ViewSettings {
    /// When watching counts.
    pub rules: Rules,
    /// Where the journal lies.
    pub folder: PathBuf,
    /// How often hits are written to the journal on disk: so much of them a crash may lose.
    pub commit_every: Duration,
    /// How often counts are written to the database.
    pub flush_every: Duration,
    /// Counts are written earlier when so many videos have some.
    pub flush_videos: usize,
    /// Or when the segment of the journal has so many bytes.
    pub flush_bytes: u64,
    /// Bytes of hits that may wait for the journal's disk; over it no more are taken.
    pub pending_bytes: usize,
    /// Viewers of whom is remembered which parts they have watched.
    pub viewers: usize,
    /// Hits that may wait for one video's counter.
    pub waiting: u32,
    /// Videos that are watched at the same time.
    pub counters: usize,
    /// The longest that writing a batch may take.
    pub port_within: Duration,
    /// How long after a failure it is tried again.
    pub retry_after: Duration,
}
