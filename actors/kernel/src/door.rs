//! The published way to one life of an actor: its mailbox behind a gate.

use std::sync::Arc;

use ractor::{ActorRef, MessagingErr};

use crate::envelope::Envelope;
use crate::gate::{Gate, Permit, Refusal};

/// Clonable; read from the router's table by every caller.
pub(crate) struct Door<M: Send + 'static> {
    pub(crate) actor: ActorRef<Envelope<M>>,
    pub(crate) gate: Arc<Gate>,
    /// Tells the lives of one key apart.
    pub(crate) generation: u64,
}

impl<M: Send + 'static> Clone for Door<M> {
    fn clone(&self) -> Self {
        Self {
            actor: self.actor.clone(),
            gate: Arc::clone(&self.gate),
            generation: self.generation,
        }
    }
}

/// What became of a message at a door; a refused one is handed back.
pub(crate) enum Delivery<M> {
    Taken,
    Full(Envelope<M>),
    /// This life is over or about to be: ask the router.
    Closed(Envelope<M>),
}

impl<M: Send + 'static> Door<M> {
    pub(crate) fn deliver(&self, envelope: Envelope<M>) -> Delivery<M> {
        self.send(envelope, Gate::enter)
    }

    /// Delivers what came by the router and has been promised to be handled: the router's bound is enough.
    pub(crate) fn deliver_asked(&self, envelope: Envelope<M>) -> Delivery<M> {
        self.send(envelope, Gate::enter_beyond_bound)
    }

    fn send(
        &self,
        envelope: Envelope<M>,
        enter: impl FnOnce(&Arc<Gate>) -> Result<Permit, Refusal>,
    ) -> Delivery<M> {
        match self.enter(envelope, enter) {
            Ok(admitted) => admitted.deliver(),
            Err(refused) => refused,
        }
    }

    /// Lets a message in and keeps it from the actor until it is delivered.
    pub(crate) fn admit(&self, envelope: Envelope<M>) -> Result<Admitted<M>, Delivery<M>> {
        self.enter(envelope, Gate::enter)
    }

    fn enter(
        &self,
        mut envelope: Envelope<M>,
        enter: impl FnOnce(&Arc<Gate>) -> Result<Permit, Refusal>,
    ) -> Result<Admitted<M>, Delivery<M>> {
        match enter(&self.gate) {
            Ok(permit) => envelope.permit = Some(permit),
            Err(Refusal::Full) => return Err(Delivery::Full(envelope)),
            Err(Refusal::Closed) => return Err(Delivery::Closed(envelope)),
        }
        Ok(Admitted {
            actor: self.actor.clone(),
            envelope,
        })
    }

    /// Takes nothing more, handles what is inside, then ends.
    pub(crate) fn drain(&self) {
        self.gate.close();
        // An error means that the actor has ended already, of which the router hears.
        drop(self.actor.drain());
    }
}

/// A message that a door has let in, on its way to the actor behind it.
pub(crate) struct Admitted<M: Send + 'static> {
    actor: ActorRef<Envelope<M>>,
    envelope: Envelope<M>,
}

impl<M: Send + 'static> Admitted<M> {
    pub(crate) fn deliver(self) -> Delivery<M> {
        match self.actor.send_message(self.envelope) {
            Err(MessagingErr::SendErr(envelope)) => Delivery::Closed(envelope),
            // The other errors are of remote actors and of untyped senders; were one to come, the envelope's ticket
            // tells the caller.
            Ok(()) | Err(_) => Delivery::Taken,
        }
    }
}
