//! Removes channels that are to be removed: their videos first, a few in each transaction.

use super::{
    Context,
    remove_users::{VIDEOS, remove_videos},
};
use crate::{jobs::DutyError, store::channels};

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    loop {
        let mut tx = context.store.begin().await?;
        let next = channels::list_removed(&mut tx, 1).await?;
        let Some(channel) = next.first().copied() else {
            return Ok(());
        };
        let some = channels::list_videos(&mut tx, channel, VIDEOS).await?;
        if some.is_empty() {
            channels::remove(&mut tx, channel, context.clock.now()).await?;
        }
        remove_videos(&mut tx, &some, context.clock.now()).await?;
        tx.commit().await?;
    }
}
