//! Copies SQLite's write-ahead log back into its file once it has grown large.

use super::Context;
use crate::jobs::DutyError;

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let limit = context.config.database.sqlite.checkpoint_size.bytes();
    Ok(context.store.checkpoint_beyond(limit).await?)
}
