//! Counts what is on its way into one queue, keeps that within a bound, and closes the queue for good.
//!
//! Everything is one atomic word, so that "nothing is inside" and "nobody may enter any more" are decided together:
//! an actor that is put to rest cannot have been sent a message at the same moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::Counters;

const CLOSED: u64 = 1 << 63;
const ONE_HOLD: u64 = 1 << 32;
const QUEUED: u64 = ONE_HOLD - 1;

/// Why nobody may enter now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Full,
    Closed,
}

/// The state of one queue: messages inside (waiting or being handled), holds, open or closed.
#[derive(Debug)]
pub(crate) struct Gate {
    word: AtomicU64,
    bound: u32,
    opened: Instant,
    /// Milliseconds from `opened` to the last time that something entered or left.
    touched: AtomicU64,
    counters: Arc<Counters>,
}

impl Gate {
    pub(crate) fn new(bound: u32, counters: Arc<Counters>) -> Arc<Self> {
        Arc::new(Self {
            word: AtomicU64::new(0),
            bound,
            opened: Instant::now(),
            touched: AtomicU64::new(0),
            counters,
        })
    }

    /// Lets one message in, if the bound allows.
    pub(crate) fn enter(self: &Arc<Self>) -> Result<Permit, Refusal> {
        let bound = u64::from(self.bound);
        self.word
            .try_update(Ordering::AcqRel, Ordering::Acquire, |word| {
                (word & CLOSED == 0 && word & QUEUED < bound).then_some(word + 1)
            })
            .map_err(|word| {
                if word & CLOSED == 0 {
                    Refusal::Full
                } else {
                    Refusal::Closed
                }
            })?;
        Ok(self.entered())
    }

    /// Lets a message in that had its place in the router's queue: their number is bounded there.
    pub(crate) fn enter_beyond_bound(self: &Arc<Self>) -> Result<Permit, Refusal> {
        self.word
            .try_update(Ordering::AcqRel, Ordering::Acquire, |word| {
                (word & CLOSED == 0).then_some(word + 1)
            })
            .map_err(|_| Refusal::Closed)?;
        Ok(self.entered())
    }

    /// Lets a message in that the actor sends itself: their number is bounded by what it handed out.
    pub(crate) fn enter_own(self: &Arc<Self>) -> Permit {
        self.word.fetch_add(1, Ordering::AcqRel);
        self.entered()
    }

    /// Keeps the queue from being closed as idle.
    pub(crate) fn hold(self: &Arc<Self>) -> Hold {
        self.word.fetch_add(ONE_HOLD, Ordering::AcqRel);
        Hold {
            gate: Arc::clone(self),
        }
    }

    /// Closes if nothing is inside and nothing holds it open.
    pub(crate) fn close_if_idle(&self) -> bool {
        self.word
            .compare_exchange(0, CLOSED, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    /// Closes, whatever is inside.
    pub(crate) fn close(&self) {
        self.word.fetch_or(CLOSED, Ordering::AcqRel);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.word.load(Ordering::Acquire) & CLOSED != 0
    }

    /// Messages waiting or being handled.
    pub(crate) fn queued(&self) -> u64 {
        self.word.load(Ordering::Acquire) & QUEUED
    }

    /// How long nothing has entered or left.
    pub(crate) fn quiet(&self, now: Instant) -> Duration {
        let touched = Duration::from_millis(self.touched.load(Ordering::Relaxed));
        now.saturating_duration_since(self.opened + touched)
    }

    fn entered(self: &Arc<Self>) -> Permit {
        self.touch();
        self.counters.queue_grew();
        Permit {
            gate: Arc::clone(self),
        }
    }

    fn touch(&self) {
        let since = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.touched.fetch_max(since, Ordering::Relaxed);
    }
}

/// One message's place in the queue, given back when the message has been handled or dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    gate: Arc<Gate>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.gate.touch();
        self.gate.word.fetch_sub(1, Ordering::AcqRel);
        self.gate.counters.queue_shrank();
    }
}

/// Keeps an actor from being put to rest while it lives.
#[derive(Debug)]
pub(crate) struct Hold {
    gate: Arc<Gate>,
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.gate.touch();
        self.gate.word.fetch_sub(ONE_HOLD, Ordering::AcqRel);
    }
}
