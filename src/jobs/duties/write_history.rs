//! Writes where users are in the videos that they watch.

use super::Context;
use crate::jobs::DutyError;

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    Ok(context.history.write().await?)
}
