//! Work on files, away from the threads of the runtime.

use std::io;

/// Runs it on a thread that may wait for a disk.
///
/// # Errors
/// Its own, or when it was lost.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(io::Error::other("the work on a file was lost")))
}
