//! What can go wrong between a caller and an actor, as the caller sees it.

use std::time::Duration;

/// Why a message was not taken or not answered.
///
/// All but [`CallError::Restarted`] and [`CallError::TimedOut`] promise that the message was not handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The actor has as many messages waiting as it may have.
    #[error("the actor's queue is full")]
    Full,
    /// The actor ended while it held the message or owed the answer; it may or may not have acted on it.
    #[error("the actor was restarted before it answered")]
    Restarted,
    /// The actor failed repeatedly and is left alone for a while.
    #[error("the actor is parked after repeated failures, for another {retry_after:?}")]
    Parked {
        /// How long until a message may reach it again.
        retry_after: Duration,
    },
    /// The deadline passed before the actor came to the message.
    #[error("the deadline passed before the actor came to the message")]
    Expired,
    /// The server is shutting down and takes nothing new.
    #[error("the actor has been stopped")]
    Stopped,
    /// The deadline passed while the actor was at work on the message.
    #[error("the deadline passed while the actor was at work")]
    TimedOut,
}
