//! Somebody signs out: their session ends, both of its tokens with it.

use crate::store::{
    StoreError, Tx,
    tokens::{self, TokenHash},
    video_file_tokens,
};

/// Ends the session with this access token; it may have ended already.
///
/// # Errors
/// When the database fails.
pub async fn run(tx: &mut Tx, access: &TokenHash) -> Result<(), StoreError> {
    tokens::remove_by_access(tx, access).await?;
    video_file_tokens::remove_of_session(tx, access).await?;
    Ok(())
}
