//! Somebody gets a new password from who runs the server: whoever was signed in with the old one
//! is out.

use crate::{
    domain::{Timestamp, UserId},
    store::{StoreError, Tx, tokens, users, video_file_tokens},
};

/// Replaces the password and ends every session of the user.
///
/// # Errors
/// When the database fails.
pub async fn run(
    tx: &mut Tx,
    user: UserId,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    users::set_password(tx, user, password_hash, now).await?;
    tokens::remove_of_user(tx, user).await?;
    video_file_tokens::remove_of_user(tx, user).await
}
