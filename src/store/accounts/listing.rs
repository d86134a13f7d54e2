//! Lists of accounts.

use sqlx::AssertSqlSafe;

use super::{AccountRow, SELECT};
use crate::{
    domain::{AccountId, UserId},
    store::{Read, StoreError, actors::ActorOrder, batch::placeholders, sql},
};

/// Which accounts are wanted, in which order.
#[derive(Clone, Copy, Debug)]
pub struct AccountWindow {
    /// By what they are sorted.
    pub order: ActorOrder,
    /// The last ones first.
    pub descending: bool,
    /// Accounts to skip.
    pub start: i64,
    /// Accounts at most.
    pub count: i64,
}

/// Lists the accounts of this instance, but not of users who are being removed.
pub async fn list(
    tx: &mut impl Read,
    window: AccountWindow,
) -> Result<Vec<AccountRow>, StoreError> {
    let direction = if window.descending { "DESC" } else { "ASC" };
    let column = window.order.column();
    let statement = format!(
        "{SELECT} JOIN users u ON u.id = c.user_id WHERE u.removed_at IS NULL
         ORDER BY {column} {direction}, c.id {direction} LIMIT $1 OFFSET $2"
    );
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(window.count)
            .bind(window.start)
            .fetch_all(conn)
            .await?
    }))
}

/// How many there are.
pub async fn count(tx: &mut impl Read) -> Result<i64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar("SELECT COUNT(*) FROM users WHERE removed_at IS NULL")
            .fetch_one(conn)
            .await?
    }))
}

/// Finds accounts by their numbers.
pub async fn list_of(
    tx: &mut impl Read,
    accounts: &[AccountId],
) -> Result<Vec<AccountRow>, StoreError> {
    let ids: Vec<i64> = accounts.iter().map(|account| account.get()).collect();
    list_where(tx, "c.id", &ids).await
}

/// Finds the accounts of users of ours.
pub async fn list_of_users(
    tx: &mut impl Read,
    users: &[UserId],
) -> Result<Vec<AccountRow>, StoreError> {
    let ids: Vec<i64> = users.iter().map(|user| user.get()).collect();
    list_where(tx, "c.user_id", &ids).await
}

async fn list_where(
    tx: &mut impl Read,
    column: &'static str,
    ids: &[i64],
) -> Result<Vec<AccountRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let statement = format!(
        "{SELECT} WHERE {column} IN ({})",
        placeholders(ids.len(), 1)
    );
    Ok(sql!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(false);
        for id in ids {
            query = query.bind(id);
        }
        query.fetch_all(conn).await?
    }))
}
