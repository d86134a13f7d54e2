//! What travels with every message: whose request caused it and until when an answer is of use.

use std::time::Duration;

use tokio::time::Instant;

use crate::RequestId;

/// The request behind a message and its deadline.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// The request that caused the message.
    pub request: RequestId,
    /// After this the message is no longer handled and the answer no longer awaited.
    pub deadline: Instant,
}

impl RequestContext {
    /// For a request whose answer is awaited for `budget` from now.
    #[must_use]
    pub fn within(request: RequestId, budget: Duration) -> Self {
        Self {
            request,
            deadline: Instant::now() + budget,
        }
    }
}
