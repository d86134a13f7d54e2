//! Forgets tokens for files that have ended.

use super::Context;
use crate::{jobs::DutyError, store::video_file_tokens};

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let mut tx = context.store.begin_unshown().await?;
    video_file_tokens::remove_expired(&mut tx, context.clock.now()).await?;
    Ok(tx.commit().await?)
}
