//! Forgets completed and given up jobs once nobody looks at them any more.

use super::{BATCH, Context, is_full};
use crate::{jobs::DutyError, store::jobs};

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let settings = &context.config.jobs;
    loop {
        let now = context.clock.now();
        let completed_before = now - settings.completed_retention;
        let failed_before = now - settings.failed_retention;
        let mut tx = context.store.begin_unshown().await?;
        let removed = jobs::remove_old(&mut tx, completed_before, failed_before, BATCH).await?;
        tx.commit().await?;
        if !is_full(removed) {
            return Ok(());
        }
    }
}
