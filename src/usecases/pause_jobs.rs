//! Pauses the queue: nothing is claimed any more, what runs goes on to its end.

use crate::store::{StoreError, Tx, jobs};

/// Pauses it; paused already, nothing changes.
pub async fn run(tx: &mut Tx) -> Result<(), StoreError> {
    jobs::set_paused(tx, true).await
}
