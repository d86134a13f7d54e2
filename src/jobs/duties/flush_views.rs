//! Writes the views that were counted up to now; otherwise they are written by the counters' own collector.

use super::Context;
use crate::jobs::DutyError;

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    Ok(context.views.flush().await?)
}
