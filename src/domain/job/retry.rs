//! When a failed job is tried again: a pause that doubles with each attempt, up to a longest one,
//! and an end after so many.

use std::time::Duration;

use crate::domain::Timestamp;

/// The settings of `jobs` that decide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The pause after the first attempt.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
}

impl RetryPolicy {
    /// The pause after `attempts` attempts.
    #[must_use]
    pub fn pause(&self, attempts: i64) -> Duration {
        let doublings = u32::try_from(attempts.saturating_sub(1).max(0)).unwrap_or(u32::MAX);
        let factor = 2_u32.checked_pow(doublings).unwrap_or(u32::MAX);
        self.first.saturating_mul(factor).min(self.longest)
    }

    /// When a job that failed at `now`, after `attempts` of `max_attempts`, is tried again; never,
    /// when it had them all.
    #[must_use]
    pub fn retry_at(&self, attempts: i64, max_attempts: i64, now: Timestamp) -> Option<Timestamp> {
        if attempts >= max_attempts {
            return None;
        }
        Some(now + self.pause(attempts))
    }
}
