//! The one switch of the queue: while it is paused nothing is claimed, and what runs goes on.

use crate::store::{Read, StoreError, Tx, settings};

const NAME: &str = "jobs.paused";

/// Whether nothing is to be claimed.
pub async fn is_paused(tx: &mut impl Read) -> Result<bool, StoreError> {
    let value = settings::find(tx, NAME).await?;
    Ok(value.as_deref() == Some("true"))
}

/// Turns the switch.
pub async fn set_paused(tx: &mut Tx, paused: bool) -> Result<(), StoreError> {
    let value = if paused { "true" } else { "false" };
    settings::set(tx, NAME, value).await
}
