//! When a ladder gives up a rung, and when it tries it again. Pure.

use std::time::Duration;

use tokio::time::Instant;

/// A ladder that is so far behind comes before other work.
pub(super) const URGENT_MS: u64 = 1_000;
/// One that is no further behind is in time.
pub(super) const CALM_MS: u64 = 400;
/// One that is so far behind has a rung too many.
const SHED_MS: u64 = 2_000;
/// One that is so far behind does not get on.
const LOST_MS: u64 = 15_000;
/// Time that a change has to show.
const SETTLE: Duration = Duration::from_secs(3);
/// Time in which a ladder must have been in time before a rung comes back, at first and at most.
const FIRST_CALM: Duration = Duration::from_secs(10);
const LONGEST_CALM: Duration = Duration::from_secs(300);

/// What has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    None,
    /// Encode so many rungs from now on, the lowest ones.
    Rungs(usize),
    /// Begin anew.
    GiveUp,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Pace {
    of: usize,
    on: usize,
    changed: Instant,
    calm_since: Option<Instant>,
    /// How long it must be in time before a rung is tried again.
    patience: Duration,
    restored: Option<Instant>,
}

impl Pace {
    /// Of so many rungs, all of which are encoded.
    pub(super) fn new(of: usize, now: Instant) -> Self {
        Self {
            of,
            on: of,
            changed: now,
            calm_since: None,
            patience: FIRST_CALM,
            restored: None,
        }
    }

    /// It is so far behind now.
    pub(super) fn look(&mut self, behind_ms: u64, now: Instant) -> Change {
        if behind_ms >= LOST_MS {
            return Change::GiveUp;
        }
        if behind_ms > CALM_MS {
            self.calm_since = None;
        }
        let settled = now.duration_since(self.changed) >= SETTLE;
        if behind_ms >= SHED_MS && settled && self.on > 0 {
            // A rung that was too much a moment ago is too much for a while.
            let soon = |since: Instant| now.duration_since(since) < 2 * self.patience;
            if self.restored.take().is_some_and(soon) {
                self.patience = (self.patience * 2).min(LONGEST_CALM);
            }
            self.on -= 1;
            self.changed = now;
            return Change::Rungs(self.on);
        }
        if behind_ms > CALM_MS || self.on == self.of {
            return Change::None;
        }
        let since = *self.calm_since.get_or_insert(now);
        if now.duration_since(since) < self.patience {
            return Change::None;
        }
        self.on += 1;
        self.changed = now;
        self.calm_since = None;
        self.restored = Some(now);
        Change::Rungs(self.on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_rung_goes_first_and_comes_back_more_seldom_each_time() {
        let start = Instant::now();
        let mut pace = Pace::new(2, start);
        let mut at = |seconds: u64, behind| pace.look(behind, start + Duration::from_secs(seconds));
        assert_eq!(at(1, 5_000), Change::None, "a beginning may be slow");
        assert_eq!(at(4, 2_500), Change::Rungs(1));
        assert_eq!(at(5, 4_000), Change::None, "the change must show first");
        assert_eq!(at(8, 100), Change::None);
        assert_eq!(at(17, 100), Change::None);
        assert_eq!(at(18, 100), Change::Rungs(2));
        assert_eq!(at(22, 3_000), Change::Rungs(1));
        assert_eq!(at(23, 0), Change::None);
        assert_eq!(at(34, 0), Change::None, "it was too much a moment ago");
        assert_eq!(at(43, 0), Change::Rungs(2));
        assert_eq!(at(44, 16_000), Change::GiveUp);
    }

    #[test]
    fn all_rungs_may_go() {
        let start = Instant::now();
        let mut pace = Pace::new(1, start);
        let mut at = |seconds: u64, behind| pace.look(behind, start + Duration::from_secs(seconds));
        assert_eq!(at(4, 3_000), Change::Rungs(0));
        assert_eq!(at(8, 3_000), Change::None);
        assert_eq!(at(9, 0), Change::None);
        assert_eq!(at(19, 0), Change::Rungs(1));
    }
}
