//! A message on its way, with all that goes with it.

use tokio::time::Instant;

use crate::gate::Permit;
use crate::reply::Ticket;
use crate::{CallError, RequestId};

/// What lies in an actor's mailbox.
///
/// The order of the fields is the order in which a lost envelope falls apart: the reply inside the message goes first,
/// the ticket, by which the caller learns the reason, after it.
pub(crate) struct Envelope<M> {
    pub(crate) message: M,
    pub(crate) request: RequestId,
    /// None for what an actor sends itself.
    pub(crate) deadline: Option<Instant>,
    pub(crate) ticket: Ticket,
    /// The place in the queue that it waits in, if it waits in one.
    pub(crate) permit: Option<Permit>,
}

impl<M> Envelope<M> {
    /// Tells the caller that the message will not be handled.
    pub(crate) fn refuse(self, error: CallError) {
        let Self {
            message,
            ticket,
            permit,
            ..
        } = self;
        drop(message);
        drop(permit);
        ticket.refuse(error);
    }
}
