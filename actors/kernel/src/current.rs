//! Where the one actor of a service is found, also after it was started anew.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ractor::{ActorCell, ActorRef, Message};

/// Nobody, or the actor that was started last.
#[derive(Debug)]
pub struct Current<M>(Mutex<Option<ActorRef<M>>>);

impl<M> Default for Current<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M> Current<M> {
    /// Nobody yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    fn place(&self) -> MutexGuard<'_, Option<ActorRef<M>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M: Message> Current<M> {
    /// Says who it is from now on.
    pub fn set(&self, actor: ActorRef<M>) -> ActorCell {
        let cell = actor.get_cell();
        *self.place() = Some(actor);
        cell
    }

    /// Sends without waiting; what is sent while there is nobody, or to one that has ended, is dropped.
    pub fn cast(&self, message: M) {
        if let Some(actor) = &*self.place() {
            // Dropped with its reply channels, so that whoever waits for an answer hears of it.
            drop(actor.cast(message));
        }
    }

    /// Ends it before what waits in its mailbox.
    pub fn stop(&self) {
        if let Some(actor) = &*self.place() {
            actor.stop(None);
        }
    }
}
