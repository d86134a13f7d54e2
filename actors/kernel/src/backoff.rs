//! How long to wait after a failure: longer each time, up to a cap, and from the start again after a healthy time.

use std::time::Duration;

use tokio::time::Instant;

/// Delays of `first`, twice that, four times that … up to `cap`. Pure: it is told the time.
#[derive(Clone, Debug)]
pub struct Backoff {
    first: Duration,
    cap: Duration,
    healthy: Duration,
    failures: u32,
    started: Option<Instant>,
}

impl Default for Backoff {
    /// One second, at most ten minutes, reset after a healthy minute.
    fn default() -> Self {
        Self::new(
            Duration::from_secs(1),
            Duration::from_secs(600),
            Duration::from_secs(60),
        )
    }
}

impl Backoff {
    /// `healthy` is how long a start must last for the failures before it to be forgotten.
    #[must_use]
    pub fn new(first: Duration, cap: Duration, healthy: Duration) -> Self {
        Self {
            first,
            cap,
            healthy,
            failures: 0,
            started: None,
        }
    }

    /// What failed is running again.
    pub fn started(&mut self, now: Instant) {
        self.started = Some(now);
    }

    /// It failed: how long to wait before the next start.
    pub fn failed(&mut self, now: Instant) -> Duration {
        let was_healthy = self
            .started
            .take()
            .is_some_and(|started| now.saturating_duration_since(started) >= self.healthy);
        if was_healthy {
            self.failures = 0;
        }
        let factor = 1u32.checked_shl(self.failures).unwrap_or(u32::MAX);
        self.failures = self.failures.saturating_add(1);
        self.first.saturating_mul(factor).min(self.cap)
    }
}
