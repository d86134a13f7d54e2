//! Keys that failed too often: parked, probed, reopened.

use tokio::time::Instant;

use super::{Dispatcher, Dispatching};
use crate::failure_record::FailureRecord;
use crate::router::entry::{Entry, Phase};
use crate::router::shared::Slot;
use crate::{CallError, KeyedActor};

impl<A: KeyedActor> Dispatcher<A> {
    /// Notes a failure; true if the key is parked now.
    pub(super) fn failed(&self, key: &A::Key, entry: &mut Entry<A>) -> bool {
        let now = Instant::now();
        let was_parked = entry.parked_until().is_some();
        entry.failed = true;
        let record = entry
            .failures
            .get_or_insert_with(|| FailureRecord::new(&self.shared.settings, now));
        let Some(delay) = record.failed(now) else {
            return false;
        };
        tracing::error!(kind = A::KIND, key = %key, ?delay, "parked after repeated failures");
        if !was_parked {
            self.shared.counters.parked();
        }
        let slot = Slot::Parked {
            until: now + delay,
            probe: None,
        };
        self.shared.table.insert(key.clone(), slot);
        for (envelope, _asked) in entry.held.drain(..) {
            envelope.refuse(CallError::Parked { retry_after: delay });
        }
        true
    }

    pub(super) fn proven(&self, key: &A::Key, generation: u64, state: &mut Dispatching<A>) {
        let Some(entry) = state.entries.get_mut(key) else {
            return;
        };
        let Some(life) = &mut entry.life else {
            return;
        };
        if life.door.generation != generation || life.phase != Phase::Probing {
            return;
        }
        life.phase = Phase::Running;
        if let Some(failures) = &mut entry.failures {
            failures.reopened(Instant::now());
        }
        self.shared.counters.unparked();
        self.shared
            .table
            .insert(key.clone(), Slot::Life(life.door.clone()));
        tracing::info!(kind = A::KIND, key = %key, "a parked actor works again");
    }

    /// Forgets the key's failures. A probe at work is left to prove itself.
    pub(super) fn unpark(&self, key: &A::Key, state: &mut Dispatching<A>) {
        let Some(entry) = state.entries.get_mut(key) else {
            return;
        };
        if entry.parked_until().is_some() && entry.life.is_none() {
            entry.failures = None;
            self.shared.counters.unparked();
            self.shared.table.remove(key);
        }
    }
}
