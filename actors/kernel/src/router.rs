//! One actor per key: the handle through which callers reach them.
//!
//! A caller reads the published table and sends to the actor directly; only for a key without a living actor does the
//! message go to the dispatcher, which alone starts, restarts, parks and retires.

mod dispatcher;
mod entry;
mod gathered;
mod service;
mod settings;
mod shared;

use std::sync::Arc;

use ractor::MessagingErr;
use tokio::time::Instant;

pub(crate) use dispatcher::RouterMsg;
pub use settings::RouterSettings;
use shared::Asked;
use shared::Shared;

use crate::door::Delivery;
use crate::envelope::Envelope;
use crate::gate::Refusal;
use crate::reply::{Answer, Ticket};
use crate::{CallError, Counts, KeyedActor, Reply, RequestContext, Root, RootError};

/// Reaches the actors of one kind by their keys; cheap to clone.
pub struct Router<A: KeyedActor> {
    shared: Arc<Shared<A>>,
}

impl<A: KeyedActor> Clone for Router<A> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<A: KeyedActor> Router<A> {
    /// Starts a router below `root`, which keeps it alive. `given` is what each actor is handed at its start.
    ///
    /// # Errors
    /// When the root has been stopped or the name is taken.
    pub async fn start(
        root: &Root,
        name: &str,
        settings: RouterSettings,
        given: Arc<A::Shared>,
    ) -> Result<Self, RootError> {
        let router = Self::new(name, settings, given);
        root.add(Arc::new(router.clone())).await?;
        Ok(router)
    }

    /// One that nothing has started yet.
    pub(crate) fn new(name: &str, settings: RouterSettings, given: Arc<A::Shared>) -> Self {
        Self {
            shared: Arc::new(Shared::new(name.to_owned(), settings, given)),
        }
    }

    /// Sends a message that has no answer. `Ok` means that it has been taken; it is then handled unless its actor fails
    /// first, its deadline passes, or its key turns out to be parked, all of which are counted.
    ///
    /// # Errors
    /// [`CallError::Full`], [`CallError::Parked`], [`CallError::Restarted`] (the router itself), [`CallError::Stopped`].
    pub fn try_send(
        &self,
        key: &A::Key,
        context: &RequestContext,
        message: A::Message,
    ) -> Result<(), CallError> {
        let ticket = Ticket::unanswered(Arc::clone(&self.shared.counters));
        self.offer(key, envelope(context, message, ticket))
    }

    /// Sends a message that has no answer and can wait for a moment: what is gathered meanwhile goes on with it, so that
    /// very many messages cost few wakes. Taken, it is handled as one of [`Router::try_send`]; messages gathered for a key
    /// keep their order while its actor lives, and others to the same key may overtake them.
    ///
    /// # Errors
    /// As [`Router::try_send`].
    pub fn gather(
        &self,
        key: &A::Key,
        context: &RequestContext,
        message: A::Message,
    ) -> Result<(), CallError> {
        let ticket = Ticket::unanswered(Arc::clone(&self.shared.counters));
        let envelope = envelope(context, message, ticket);
        let Some(door) = self.shared.open_door(key) else {
            return self.offer(key, envelope);
        };
        match self.shared.gathered.take(key, &door, envelope) {
            Ok(1) => self.tell(RouterMsg::Gathered),
            Ok(waiting) if waiting == self.shared.settings.gather_most => {
                self.tell(RouterMsg::Deliver);
            }
            Ok(_) => {}
            Err(refused) => return self.outcome(key, refused),
        }
        Ok(())
    }

    /// A dispatcher that has failed needs not be told: the next one looks for itself.
    fn tell(&self, message: RouterMsg<A>) {
        if let Some(dispatcher) = self.shared.dispatcher() {
            drop(dispatcher.send_message(message));
        }
    }

    /// Asks and waits for the answer, at most until the deadline.
    ///
    /// # Errors
    /// Any [`CallError`].
    pub async fn call<T: Send + 'static>(
        &self,
        key: &A::Key,
        context: &RequestContext,
        question: impl FnOnce(Reply<T>) -> A::Message + Send,
    ) -> Result<T, CallError> {
        let (reply, ticket, answer) = Answer::ask(Arc::clone(&self.shared.counters));
        self.offer(key, envelope(context, question(reply), ticket))?;
        answer.wait(context.deadline).await
    }

    /// Like [`Router::call`], for a question that may be handled twice: asks once more when the actor was lost over it.
    ///
    /// # Errors
    /// Any [`CallError`].
    pub async fn call_idempotent<T: Send + 'static>(
        &self,
        key: &A::Key,
        context: &RequestContext,
        question: impl Fn(Reply<T>) -> A::Message + Send + Sync,
    ) -> Result<T, CallError> {
        match self.call(key, context, &question).await {
            Err(CallError::Restarted) => self.call(key, context, &question).await,
            outcome => outcome,
        }
    }

    /// Lets messages through to a parked key at once. False if it is not parked.
    pub fn unpark(&self, key: &A::Key) -> bool {
        let Some(dispatcher) = self.shared.dispatcher() else {
            return false;
        };
        self.shared.parked_until(key).is_some()
            && dispatcher
                .send_message(RouterMsg::Unpark(key.clone()))
                .is_ok()
    }

    /// The router's numbers now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.shared.counters.counts()
    }

    fn offer(&self, key: &A::Key, envelope: Envelope<A::Message>) -> Result<(), CallError> {
        if let Some(door) = self.shared.open_door(key) {
            return self.outcome(key, door.deliver(envelope));
        }
        if let Some(until) = self.shared.parked_until(key) {
            let retry_after = until.saturating_duration_since(Instant::now());
            if !retry_after.is_zero() {
                let error = CallError::Parked { retry_after };
                envelope.refuse(error);
                return Err(error);
            }
        }
        if self.shared.is_crowded(key) {
            envelope.refuse(CallError::Full);
            return Err(CallError::Full);
        }
        self.ask_dispatcher(key, envelope)
    }

    /// Answers for what became of a message at a door.
    fn outcome(&self, key: &A::Key, delivery: Delivery<A::Message>) -> Result<(), CallError> {
        match delivery {
            Delivery::Taken => Ok(()),
            Delivery::Full(envelope) => {
                envelope.refuse(CallError::Full);
                Err(CallError::Full)
            }
            Delivery::Closed(envelope) => self.ask_dispatcher(key, envelope),
        }
    }

    fn ask_dispatcher(
        &self,
        key: &A::Key,
        mut envelope: Envelope<A::Message>,
    ) -> Result<(), CallError> {
        let error = match (self.shared.gate.enter(), self.shared.dispatcher()) {
            (Err(Refusal::Full), _) => CallError::Full,
            (Err(Refusal::Closed), _) => CallError::Stopped,
            (Ok(_), None) => CallError::Restarted,
            (Ok(permit), Some(dispatcher)) => {
                envelope.permit = Some(permit);
                let ask = RouterMsg::Ask {
                    key: key.clone(),
                    envelope,
                    asked: Asked::new(&self.shared, key),
                };
                match dispatcher.send_message(ask) {
                    Err(MessagingErr::SendErr(RouterMsg::Ask { envelope: back, .. })) => {
                        back.refuse(CallError::Restarted);
                        return Err(CallError::Restarted);
                    }
                    _ => return Ok(()),
                }
            }
        };
        envelope.refuse(error);
        Err(error)
    }
}

fn envelope<M>(context: &RequestContext, message: M, ticket: Ticket) -> Envelope<M> {
    Envelope {
        message,
        request: context.request.clone(),
        deadline: Some(context.deadline),
        ticket,
        permit: None,
    }
}
