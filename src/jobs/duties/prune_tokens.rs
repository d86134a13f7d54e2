//! Forgets sessions that nothing can renew any more.

use super::Context;
use crate::{jobs::DutyError, store::tokens};

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let mut tx = context.store.begin_unshown().await?;
    tokens::remove_expired(&mut tx, context.clock.now()).await?;
    Ok(tx.commit().await?)
}
