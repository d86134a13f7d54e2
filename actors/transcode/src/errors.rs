//! What callers of the handle can meet.

use actors_media::Failure;

/// Why nothing can be transcoded at the moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unavailable {
    /// One sentence for `/health` and the log.
    pub reason: String,
}

/// Why an inspection gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InspectError {
    /// Too many inspections wait already; try again in some seconds.
    #[error("too many files are being inspected")]
    Busy,
    /// The pool is shutting down.
    #[error("the media pool is stopped")]
    Stopped,
    /// The executable is missing.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
    /// The file is not, or cannot be, what it should be.
    #[error(transparent)]
    Refused(Failure),
    /// The child crashed or was killed; the text is for the log.
    #[error("the inspection failed: {0}")]
    Crashed(String),
}
