//! Waiting for something that comes about by itself.

use std::time::{Duration, Instant};

use super::server::PATIENCE;

/// Asks again and again until there is an answer; fails with `what` when none comes.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "it never came about: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
