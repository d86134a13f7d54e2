//! Tells owners of videos that nobody works on any more: their jobs ended with the servers that held them.

use super::{BATCH, Context};
use crate::{jobs::DutyError, store::videos, usecases::fail_transcoding};

const UNKNOWN: &str = "its transcoding ended without a reason";

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let mut tx = context.store.begin().await?;
    let left = videos::list_without_work(&mut tx, BATCH).await?;
    for video in left {
        let reason = video.error.as_deref().unwrap_or(UNKNOWN);
        fail_transcoding::give_up(&mut tx, video.id, reason, context.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}
