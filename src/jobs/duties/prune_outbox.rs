//! Forgets what other servers were to hear of, while federation is off and none is told.

use std::time::Duration;

use super::{BATCH, Context, is_full};
use crate::{jobs::DutyError, store::outbox};

/// How long rows wait for federation to be turned on.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    if context.config.federation.enabled {
        return Ok(());
    }
    loop {
        let before = context.clock.now() - KEPT;
        let mut tx = context.store.begin_unshown().await?;
        let removed = outbox::remove_before(&mut tx, before, BATCH).await?;
        tx.commit().await?;
        if !is_full(removed) {
            return Ok(());
        }
    }
}
