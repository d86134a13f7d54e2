//! Somebody signs out: their session ends, both of its tokens with it.

use crate::store::{
    StoreError, Tx,
    tokens::{self, TokenHash},
};

/// Ends the session with this access token; it may have ended already.
///
/// # Errors
/// When the database fails.
pub async fn run(tx: &mut Tx, access: &TokenHash) -> Result<(), StoreError> {
    tokens::remove_by_access(tx, access).await?;
    Ok(())
}
