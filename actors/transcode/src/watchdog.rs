//! Decides when a child has had enough. Pure: times and samples come in, a verdict comes out.

use actors_media::{FailureKind, Progress};
use tokio::time::Instant;

use crate::budget::Budget;
use crate::sample::Sample;

/// Why a child must be killed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) kind: FailureKind,
    pub(crate) reason: String,
    /// Whether the same job may do better later.
    pub(crate) retry: bool,
}

/// Follows one child.
pub(crate) struct Watchdog {
    budget: Budget,
    moved: Instant,
    frames: u64,
    bytes: u64,
    written: u64,
}

impl Watchdog {
    /// Starts the clock.
    pub(crate) fn new(budget: Budget, now: Instant) -> Self {
        Self {
            budget,
            moved: now,
            frames: 0,
            bytes: 0,
            written: 0,
        }
    }

    /// Takes a child's own word.
    pub(crate) fn progress(&mut self, progress: &Progress, now: Instant) -> Option<Verdict> {
        if progress.frames > self.frames || progress.bytes > self.bytes {
            self.moved = now;
        }
        self.frames = self.frames.max(progress.frames);
        self.bytes = self.bytes.max(progress.bytes);
        self.check_bytes(progress.bytes)
    }

    /// Takes the kernel's word. A long write without a word (an index moves to the front of its file) is progress.
    pub(crate) fn sample(&mut self, sample: &Sample, now: Instant) -> Option<Verdict> {
        if sample.written > self.written {
            self.written = sample.written;
            self.moved = now;
        }
        if sample.cpu > self.budget.cpu {
            return Some(limit(format!(
                "it used more than {} s of CPU time",
                self.budget.cpu.as_secs()
            )));
        }
        if sample.memory > self.budget.memory {
            return Some(limit(format!(
                "it used more than {} MiB of memory",
                self.budget.memory >> 20
            )));
        }
        self.stalled(now)
    }

    /// The child stood still as it was told, or goes on now: its time to move begins anew.
    pub(crate) fn rest(&mut self, now: Instant) {
        self.moved = now;
    }

    fn check_bytes(&self, bytes: u64) -> Option<Verdict> {
        (bytes > self.budget.bytes).then(|| {
            limit(format!(
                "it wrote more than {} MiB",
                self.budget.bytes >> 20
            ))
        })
    }

    fn stalled(&self, now: Instant) -> Option<Verdict> {
        (now.saturating_duration_since(self.moved) >= self.budget.stall).then(|| Verdict {
            kind: FailureKind::Internal,
            reason: format!("it made no progress for {} s", self.budget.stall.as_secs()),
            retry: true,
        })
    }
}

fn limit(reason: String) -> Verdict {
    Verdict {
        kind: FailureKind::LimitExceeded,
        reason,
        retry: false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn watchdog() -> (Watchdog, Instant) {
        let budget = Budget {
            stall: Duration::from_secs(60),
            cpu: Duration::from_secs(100),
            bytes: 1000,
            memory: 1 << 20,
        };
        let now = Instant::now();
        (Watchdog::new(budget, now), now)
    }

    #[test]
    fn the_same_progress_again_is_no_progress() {
        let (mut watchdog, start) = watchdog();
        let progress = Progress {
            frames: 5,
            bytes: 10,
            ..Progress::default()
        };
        assert_eq!(watchdog.progress(&progress, start), None);
        let later = start + Duration::from_secs(50);
        assert_eq!(watchdog.progress(&progress, later), None);
        let verdict = watchdog
            .sample(&Sample::default(), start + Duration::from_secs(61))
            .unwrap();
        assert!(
            verdict.retry && verdict.reason.contains("no progress for 60 s"),
            "{verdict:?}"
        );
    }

    #[test]
    fn written_bytes_count_as_progress() {
        let (mut watchdog, start) = watchdog();
        let writing = Sample {
            written: 1,
            ..Sample::default()
        };
        assert_eq!(
            watchdog.sample(&writing, start + Duration::from_secs(59)),
            None
        );
        assert_eq!(
            watchdog.sample(&writing, start + Duration::from_secs(100)),
            None
        );
    }

    #[test]
    fn each_bound_has_its_reason() {
        let (mut watchdog, start) = watchdog();
        let cpu = Sample {
            cpu: Duration::from_secs(101),
            ..Sample::default()
        };
        assert!(watchdog.sample(&cpu, start).unwrap().reason.contains("CPU"));
        let memory = Sample {
            memory: (1 << 20) + 1,
            ..Sample::default()
        };
        assert!(
            watchdog
                .sample(&memory, start)
                .unwrap()
                .reason
                .contains("memory")
        );
        let bytes = Progress {
            bytes: 1001,
            ..Progress::default()
        };
        assert!(!watchdog.progress(&bytes, start).unwrap().retry);
    }
}
