//! `users.feed_token`: what opens a user's own feeds for programs that cannot sign in.

use super::{Read, StoreError, Tx, sql};
use crate::domain::UserId;

/// A user's token; none until they have asked for one.
pub async fn find(tx: &mut impl Read, user: UserId) -> Result<Option<String>, StoreError> {
    let found: Option<Option<String>> = sql!(tx, |conn| {
        sqlx::query_scalar("SELECT feed_token FROM users WHERE id = $1")
            .bind(user.get())
            .fetch_optional(conn)
            .await?
    });
    Ok(found.flatten())
}

/// Gives a user another token: the one before opens nothing any more.
pub async fn set(tx: &mut Tx, user: UserId, token: &str) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE users SET feed_token = $2 WHERE id = $1")
            .bind(user.get())
            .bind(token)
            .execute(conn)
            .await?;
    });
    Ok(())
}
