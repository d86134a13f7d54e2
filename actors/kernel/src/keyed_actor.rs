//! What a crate implements to have one actor per key, and what such an actor is given.

use std::fmt::Display;
use std::future::Future;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use ractor::{ActorRef, MessagingErr};
use tokio::time::Instant;

use crate::envelope::Envelope;
use crate::gate::{Gate, Hold};
use crate::reply::{Answer, Ticket};
use crate::{CallError, Counters, Reply, RequestId};

/// Why an actor gives itself up. It is started anew by a later message, and parked when this happens often.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Whether two lives of one key may overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lives {
    /// The next life starts only after the last one has ended: for actors that load their state.
    Exclusive,
    /// The next life may start while the last one still finishes: for actors that only add to something.
    Overlapping,
}

/// An actor of which there is one per key. The value is one life's state.
pub trait KeyedActor: Sized + Send + 'static {
    /// The role, for logs and the debug tree, for example `upload-session`.
    const KIND: &'static str;
    /// Whether two lives may overlap.
    const LIVES: Lives;
    /// What tells the actors apart.
    type Key: Clone + Eq + Hash + Display + Send + Sync + 'static;
    /// What they are told; private to the crate that defines the actor.
    type Message: Send + 'static;
    /// What all of them share: ports and settings.
    type Shared: Send + Sync + 'static;

    /// Begins a life. Messages wait meanwhile, of this key alone.
    ///
    /// # Errors
    /// An error counts as a failure of the actor. A port that is away is none: load at the first message and answer it
    /// with the port's error.
    fn start(
        context: &Context<Self>,
        shared: &Arc<Self::Shared>,
    ) -> impl Future<Output = Result<Self, Failure>> + Send;

    /// Handles one message. What waits behind it waits until this returns.
    ///
    /// # Errors
    /// An error ends this life without [`KeyedActor::finish`]: keep it for broken invariants.
    fn handle(
        &mut self,
        context: &Context<Self>,
        message: Self::Message,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// The life ends in order (rest or shutdown), with nothing left in the queue: the moment to write down the rest.
    fn finish(&mut self, context: &Context<Self>) -> impl Future<Output = ()> + Send {
        let _ = context;
        async {}
    }
}

/// What an actor knows about itself while it handles a message.
pub struct Context<A: KeyedActor> {
    pub(crate) key: A::Key,
    pub(crate) request: RequestId,
    pub(crate) gate: Arc<Gate>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) actor: ActorRef<Envelope<A::Message>>,
}

impl<A: KeyedActor> Context<A> {
    /// The actor's key.
    #[must_use]
    pub fn key(&self) -> &A::Key {
        &self.key
    }

    /// The request that caused the message at hand; to be handed on with every message and job that follows from it.
    #[must_use]
    pub fn request(&self) -> &RequestId {
        &self.request
    }

    /// Keeps this life from being put to rest for as long as the value exists.
    #[must_use]
    pub fn stay_awake(&self) -> Awake {
        Awake {
            _hold: self.gate.hold(),
        }
    }

    /// A way for what the actor hands out to tell this life something later, in the name of the request at hand.
    #[must_use]
    pub fn post(&self) -> Post<A::Message> {
        Post {
            actor: self.actor.clone(),
            gate: Arc::clone(&self.gate),
            counters: Arc::clone(&self.counters),
            request: self.request.clone(),
        }
    }
}

/// While it exists its actor is not put to rest. A shutdown does not wait for it.
#[derive(Debug)]
pub struct Awake {
    _hold: Hold,
}

/// Sends to one life of an actor without regard to the bound of its queue: give it only to things whose number the actor
/// itself bounds. What is sent to a life that has ended is dropped.
pub struct Post<M: Send + 'static> {
    actor: ActorRef<Envelope<M>>,
    gate: Arc<Gate>,
    counters: Arc<Counters>,
    request: RequestId,
}

impl<M: Send + 'static> Clone for Post<M> {
    fn clone(&self) -> Self {
        Self {
            actor: self.actor.clone(),
            gate: Arc::clone(&self.gate),
            counters: Arc::clone(&self.counters),
            request: self.request.clone(),
        }
    }
}

impl<M: Send + 'static> Post<M> {
    /// Sends without waiting, so that it can be called from `drop`. False if that life has ended.
    pub fn send(&self, message: M) -> bool {
        let ticket = Ticket::unanswered(Arc::clone(&self.counters));
        self.deliver(message, None, ticket).is_ok()
    }

    /// Sends when this time has passed. It may rest meanwhile, unless it is kept awake.
    pub fn send_after(&self, pause: Duration, message: M) {
        let (gate, counters) = (Arc::clone(&self.gate), Arc::clone(&self.counters));
        let request = self.request.clone();
        // The timer ends by itself, at the latest in vain.
        let _timer = self.actor.send_after(pause, move || Envelope {
            message,
            request,
            deadline: None,
            ticket: Ticket::unanswered(counters),
            permit: Some(gate.enter_own()),
        });
    }

    /// Asks that life and waits for the answer, at most until the deadline.
    ///
    /// # Errors
    /// [`CallError::Restarted`] if that life has ended, [`CallError::Expired`], [`CallError::TimedOut`].
    pub async fn call<T: Send + 'static>(
        &self,
        deadline: Instant,
        question: impl FnOnce(Reply<T>) -> M + Send,
    ) -> Result<T, CallError> {
        let (reply, ticket, answer) = Answer::ask(Arc::clone(&self.counters));
        self.deliver(question(reply), Some(deadline), ticket)?;
        answer.wait(deadline).await
    }

    fn deliver(
        &self,
        message: M,
        deadline: Option<Instant>,
        ticket: Ticket,
    ) -> Result<(), CallError> {
        let envelope = Envelope {
            message,
            request: self.request.clone(),
            deadline,
            ticket,
            permit: Some(self.gate.enter_own()),
        };
        self.actor.send_message(envelope).map_err(|error| {
            if let MessagingErr::SendErr(envelope) = error {
                envelope.refuse(CallError::Restarted);
            }
            CallError::Restarted
        })
    }
}

impl<M: Send + 'static> std::fmt::Debug for Post<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}
