//! `follow_requests`: subscriptions to channels of other servers that nobody here has heard of yet. Federation asks for
//! them and turns each into a row of `follows`.

use super::{StoreError, Tx, sql};
use crate::domain::{AccountId, Host, Timestamp, text::fold};

/// A channel of another server.
#[derive(Clone, Copy, Debug)]
pub struct RemoteName<'a> {
    /// Its name there.
    pub name: &'a str,
    /// The server.
    pub host: &'a Host,
}

/// Notes that an account wants to follow a channel; nothing new where it does already.
pub async fn insert(
    tx: &mut Tx,
    account: AccountId,
    channel: RemoteName<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO follow_requests (account_id, name_folded, host, created_at)
             VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        )
        .bind(account.get())
        .bind(fold(channel.name))
        .bind(channel.host.as_str())
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Forgets it; false when the account did not want to.
pub async fn remove(
    tx: &mut Tx,
    account: AccountId,
    channel: RemoteName<'_>,
) -> Result<bool, StoreError> {
    let removed = sql!(tx, |conn| {
        sqlx::query(
            "DELETE FROM follow_requests WHERE account_id = $1 AND name_folded = $2 AND host = $3",
        )
        .bind(account.get())
        .bind(fold(channel.name))
        .bind(channel.host.as_str())
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(removed > 0)
}
