//! What a router remembers about the failures of one key, and when that parks it.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::{Backoff, RouterSettings};

/// The recent failures of one key. Pure: it is told the time.
#[derive(Debug)]
pub(crate) struct FailureRecord {
    recent: VecDeque<Instant>,
    limit: usize,
    window: Duration,
    forget_after: Duration,
    backoff: Backoff,
    parked_until: Option<Instant>,
    last: Instant,
}

impl FailureRecord {
    pub(crate) fn new(settings: &RouterSettings, now: Instant) -> Self {
        Self {
            recent: VecDeque::new(),
            limit: settings.failures_to_park,
            window: settings.failure_window,
            forget_after: settings.park_cap.max(settings.failure_window),
            backoff: Backoff::new(settings.park_first, settings.park_cap, settings.healthy),
            parked_until: None,
            last: now,
        }
    }

    /// One more failure; the time to park the key for, if it has come to that.
    pub(crate) fn failed(&mut self, now: Instant) -> Option<Duration> {
        self.last = now;
        let window = self.window;
        self.recent
            .retain(|failure| now.saturating_duration_since(*failure) < window);
        self.recent.push_back(now);
        // Who fails as a probe has not earned three more chances.
        if self.parked_until.is_none() && self.recent.len() < self.limit {
            return None;
        }
        self.recent.clear();
        let delay = self.backoff.failed(now);
        self.parked_until = Some(now + delay);
        Some(delay)
    }

    pub(crate) fn parked_until(&self) -> Option<Instant> {
        self.parked_until
    }

    /// The probe was handled.
    pub(crate) fn reopened(&mut self, now: Instant) {
        self.parked_until = None;
        self.backoff.started(now);
    }

    /// Nothing in it matters any more. A parked key is remembered for a while after its time is up, so that a failing
    /// probe goes on where the last one ended.
    pub(crate) fn is_stale(&self, now: Instant) -> bool {
        let since = self.parked_until.unwrap_or(self.last);
        now.saturating_duration_since(since) >= self.forget_after
    }
}
