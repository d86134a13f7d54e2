//! Why a request gets no turn, or loses it.

use std::time::Duration;

use actors_kernel::CallError;

use crate::PortError;

/// What a request for an upload can meet.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// No such upload: never begun, cancelled or expired.
    #[error("there is no such upload")]
    Unknown,
    /// Another request of this upload is at work (429).
    #[error("another request of this upload is at work")]
    Busy,
    /// All bytes are there and another request makes something of them (503).
    #[error("the upload is being finished")]
    Finishing {
        /// When to ask again.
        retry_after: Duration,
    },
    /// The permit was held for too long; what has been written stays.
    #[error("the permit of this upload has run out")]
    Revoked,
    /// The file is longer than the upload was said to be.
    #[error("the upload is longer than its total of {total} bytes")]
    TooLong {
        /// The bytes that the upload was said to have.
        total: u64,
    },
    /// The shelf or the book is away.
    #[error(transparent)]
    Port(#[from] PortError),
    /// The session itself could not be reached.
    #[error(transparent)]
    Session(#[from] CallError),
}
