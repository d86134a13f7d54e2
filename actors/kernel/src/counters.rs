//! The numbers that a router or pool keeps about itself, for metrics and the debug tree.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters and gauges of one router or pool; shared with everything below it.
#[derive(Debug, Default)]
pub struct Counters {
    alive: AtomicU64,
    spawned: AtomicU64,
    restarted: AtomicU64,
    parked: AtomicU64,
    queued: AtomicU64,
    handled: AtomicU64,
    refused: AtomicU64,
    expired: AtomicU64,
    lost: AtomicU64,
}

/// The values of [`Counters`] at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Actors alive now.
    pub alive: u64,
    /// Actors started since the server's start.
    pub spawned: u64,
    /// Of those, started in place of one that failed.
    pub restarted: u64,
    /// Keys parked now after repeated failures.
    pub parked: u64,
    /// Messages waiting or being handled now.
    pub queue_depth: u64,
    /// Messages handled to the end.
    pub handled: u64,
    /// Messages refused because a queue was at its bound or the key parked.
    pub refused: u64,
    /// Messages whose deadline passed before they were handled.
    pub expired: u64,
    /// Messages taken, but lost with an actor that failed.
    pub lost: u64,
}

impl Counters {
    /// The values now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            alive: read(&self.alive),
            spawned: read(&self.spawned),
            restarted: read(&self.restarted),
            parked: read(&self.parked),
            queue_depth: read(&self.queued),
            handled: read(&self.handled),
            refused: read(&self.refused),
            expired: read(&self.expired),
            lost: read(&self.lost),
        }
    }

    /// An actor was started, `again` when in place of one that failed.
    pub fn spawned(&self, again: bool) {
        self.alive.fetch_add(1, Ordering::Relaxed);
        self.spawned.fetch_add(1, Ordering::Relaxed);
        if again {
            self.restarted.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// An actor ended, in whatever way.
    pub fn ended(&self) {
        decrease(&self.alive);
    }

    /// Something began to wait in a queue.
    pub fn queue_grew(&self) {
        self.queued.fetch_add(1, Ordering::Relaxed);
    }

    /// What waited has been dealt with.
    pub fn queue_shrank(&self) {
        decrease(&self.queued);
    }

    /// A message or job was handled to the end.
    pub fn handled(&self) {
        self.handled.fetch_add(1, Ordering::Relaxed);
    }

    /// A message or job was lost with the actor that had taken it.
    pub fn lost(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn expired(&self) {
        self.expired.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn parked(&self) {
        self.parked.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn unparked(&self) {
        decrease(&self.parked);
    }

    /// A new router starts from nothing: none of its predecessor's actors is alive or parked.
    pub(crate) fn emptied(&self) {
        self.alive.store(0, Ordering::Relaxed);
        self.parked.store(0, Ordering::Relaxed);
    }
}

fn decrease(gauge: &AtomicU64) {
    gauge.update(Ordering::Relaxed, Ordering::Relaxed, |value| {
        value.saturating_sub(1)
    });
}
