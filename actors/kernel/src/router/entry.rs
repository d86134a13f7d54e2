//! What the dispatcher knows about one key.

use std::collections::VecDeque;

use tokio::time::Instant;

use crate::KeyedActor;
use crate::door::Door;
use crate::envelope::Envelope;
use crate::failure_record::FailureRecord;
use crate::router::shared::Asked;

/// What a life is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Published, takes messages.
    Running,
    /// Started for one message after the key was parked; published when that has been handled.
    Probing,
    /// Told to finish what it has and end.
    Ending,
}

/// The current life of a key.
pub(super) struct Life<A: KeyedActor> {
    pub(super) door: Door<A::Message>,
    pub(super) phase: Phase,
}

/// One key: its life, what waits for the next one, and its failures.
pub(super) struct Entry<A: KeyedActor> {
    pub(super) life: Option<Life<A>>,
    /// Messages that came while a life was ending, in order.
    pub(super) held: VecDeque<(Envelope<A::Message>, Asked<A>)>,
    pub(super) failures: Option<FailureRecord>,
    /// The last life failed: the next one is a restart.
    pub(super) failed: bool,
}

impl<A: KeyedActor> Default for Entry<A> {
    fn default() -> Self {
        Self {
            life: None,
            held: VecDeque::new(),
            failures: None,
            failed: false,
        }
    }
}

impl<A: KeyedActor> Entry<A> {
    pub(super) fn parked_until(&self) -> Option<Instant> {
        self.failures.as_ref()?.parked_until()
    }

    /// Nothing is left to know about this key.
    pub(super) fn is_forgettable(&self, now: Instant) -> bool {
        self.life.is_none()
            && self.held.is_empty()
            && self
                .failures
                .as_ref()
                .is_none_or(|record| record.is_stale(now))
    }
}
