//! What an actor asks of the application, and not for ever.

use std::time::Duration;

/// Why a port did not answer.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// It failed.
    #[error("a port failed: {0}")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It took too long.
    #[error("a port did not answer within {0:?}")]
    TimedOut(Duration),
}

/// Waits for a port's answer, at most so long.
///
/// # Errors
/// Its own, or [`PortError::TimedOut`].
pub async fn timely<T>(
    limit: Duration,
    answer: impl Future<Output = Result<T, PortError>>,
) -> Result<T, PortError> {
    tokio::time::timeout(limit, answer)
        .await
        .unwrap_or(Err(PortError::TimedOut(limit)))
}
