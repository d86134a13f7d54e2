//! The way back from an actor to the caller who waits, and the word that tells what became of the message.
//!
//! A caller waits on two things: the answer, which the actor sends, and the settlement, which the kernel sends. When the
//! answer can no longer come the settlement says why; it comes last, after the failed actor's door has been closed, so
//! that a caller who tries again cannot meet the same dead actor.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use crate::{CallError, Counters};

const WAITING: u8 = 0;
const CLAIMED: u8 = 1;
const EXPIRED: u8 = 2;
const REFUSED: u8 = 3;

/// Where an actor sends its answer, once.
#[derive(Debug)]
pub struct Reply<T>(oneshot::Sender<T>);

impl<T> Reply<T> {
    /// Answers. A caller who no longer waits is no error: the value is dropped.
    pub fn send(self, answer: T) {
        drop(self.0.send(answer));
    }

    /// Whether the caller has gone away.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

/// The kernel's end: goes with the message and says what became of it.
#[derive(Debug)]
pub(crate) struct Ticket {
    state: Arc<AtomicU8>,
    settle: Option<oneshot::Sender<CallError>>,
    counters: Arc<Counters>,
}

impl Ticket {
    /// For a message that nobody waits for.
    pub(crate) fn unanswered(counters: Arc<Counters>) -> Self {
        Self {
            state: Arc::new(AtomicU8::new(WAITING)),
            settle: None,
            counters,
        }
    }

    /// Takes the message out of the queue; false if its deadline has passed, which the caller then hears.
    pub(crate) fn claim(&mut self, now: Instant, deadline: Option<Instant>) -> bool {
        let next = if deadline.is_some_and(|deadline| now >= deadline) {
            EXPIRED
        } else {
            CLAIMED
        };
        let claimed = next == CLAIMED
            && self
                .state
                .compare_exchange(WAITING, CLAIMED, Ordering::AcqRel, Ordering::Acquire)
                .is_ok();
        if !claimed {
            self.state.store(EXPIRED, Ordering::Release);
            self.counters.expired();
            self.settle(CallError::Expired);
        }
        claimed
    }

    /// The message will not be handled.
    pub(crate) fn refuse(mut self, error: CallError) {
        // A caller who gave up at the deadline has had its answer already.
        let refused = self
            .state
            .compare_exchange(WAITING, REFUSED, Ordering::AcqRel, Ordering::Acquire)
            .is_ok();
        match error {
            _ if !refused => self.counters.expired(),
            CallError::Full | CallError::Parked { .. } => self.counters.refused(),
            _ => {}
        }
        self.settle(error);
    }

    fn settle(&mut self, error: CallError) {
        if let Some(settle) = self.settle.take() {
            let _ = settle.send(error);
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.state.load(Ordering::Acquire) == WAITING {
            self.counters.lost();
        }
    }
}

/// The caller's end.
#[derive(Debug)]
pub(crate) struct Answer<T> {
    reply: oneshot::Receiver<T>,
    settled: oneshot::Receiver<CallError>,
    state: Arc<AtomicU8>,
}

impl<T> Answer<T> {
    /// The three ends of one question.
    pub(crate) fn ask(counters: Arc<Counters>) -> (Reply<T>, Ticket, Self) {
        let (send_reply, reply) = oneshot::channel();
        let (settle, settled) = oneshot::channel();
        let state = Arc::new(AtomicU8::new(WAITING));
        let ticket = Ticket {
            state: Arc::clone(&state),
            settle: Some(settle),
            counters,
        };
        let answer = Self {
            reply,
            settled,
            state,
        };
        (Reply(send_reply), ticket, answer)
    }

    /// Waits for the answer, at most until the deadline.
    pub(crate) async fn wait(self, deadline: Instant) -> Result<T, CallError> {
        let Self {
            reply,
            settled,
            state,
        } = self;
        let outcome = async {
            match reply.await {
                Ok(answer) => Ok(answer),
                Err(_) => Err(settled.await.unwrap_or(CallError::Restarted)),
            }
        };
        if let Ok(outcome) = timeout_at(deadline, outcome).await {
            return outcome;
        }
        let found = state.compare_exchange(WAITING, EXPIRED, Ordering::AcqRel, Ordering::Acquire);
        Err(match found {
            Err(CLAIMED) => CallError::TimedOut,
            _ => CallError::Expired,
        })
    }
}
