//! Messages that have been taken at their doors and go on together, so that many of them wake the actors' threads once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::KeyedActor;
use crate::door::{Admitted, Delivery, Door};
use crate::envelope::Envelope;

/// What waits for the next round of the dispatcher; bounded by the doors.
pub(super) struct Gathered<A: KeyedActor>(Mutex<Vec<Waiting<A>>>);

/// A message that one door has let in.
pub(super) struct Waiting<A: KeyedActor> {
    pub(super) key: A::Key,
    pub(super) admitted: Admitted<A::Message>,
}

impl<A: KeyedActor> Gathered<A> {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Lets a message in at the door; how many wait then.
    pub(super) fn take(
        &self,
        key: &A::Key,
        door: &Door<A::Message>,
        envelope: Envelope<A::Message>,
    ) -> Result<usize, Delivery<A::Message>> {
        // Under the lock: who closes the door and then looks here finds all that it has let in.
        let mut waiting = self.waiting();
        let admitted = door.admit(envelope)?;
        waiting.push(Waiting {
            key: key.clone(),
            admitted,
        });
        Ok(waiting.len())
    }

    /// All of it, in the order in which it came.
    pub(super) fn all(&self) -> Vec<Waiting<A>> {
        std::mem::take(&mut *self.waiting())
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting<A>>> {
        // Nothing under the lock leaves it half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
