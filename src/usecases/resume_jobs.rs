//! Resumes the queue. Wake the workers after the commit, or they look again by themselves after
//! `jobs.poll_interval`.

use crate::store::{StoreError, Tx, jobs};

/// Resumes it; not paused, nothing changes.
pub async fn run(tx: &mut Tx) -> Result<(), StoreError> {
    jobs::set_paused(tx, false).await
}
