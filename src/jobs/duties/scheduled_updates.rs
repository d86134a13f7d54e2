//! Applies the changes of privacy whose time has come.

use super::{BATCH, Context};
use crate::{jobs::DutyError, store::scheduled_updates, usecases::apply_schedule};

/// Does it, each video in a unit of work of its own.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let now = context.clock.now();
    let mut tx = context.store.read().await?;
    let due = scheduled_updates::list_due(&mut tx, now, BATCH).await?;
    drop(tx);
    for video in due {
        let mut tx = context.store.begin().await?;
        apply_schedule::run(&mut tx, video, now).await?;
        tx.commit().await?;
    }
    Ok(())
}
