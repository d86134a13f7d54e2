//! Forgets what users were told long ago.

use chrono::TimeDelta;

use super::{BATCH, Context, is_full};
use crate::{jobs::DutyError, store::notifications};

/// How long notifications are kept.
const KEPT: TimeDelta = TimeDelta::days(180);

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    loop {
        let mut tx = context.store.begin_unshown().await?;
        let before = context.clock.now() - KEPT;
        let removed = notifications::remove_old(&mut tx, before, BATCH).await?;
        tx.commit().await?;
        if !is_full(removed) {
            return Ok(());
        }
    }
}
