//! Lists of channels.

use sqlx::AssertSqlSafe;

use super::{ChannelRow, SELECT};
use crate::{
    domain::{AccountId, text::fold},
    store::{Read, StoreError, actors::ActorOrder, batch::placeholders, like, sql},
};

/// Which channels are wanted, in which order.
#[derive(Clone, Debug)]
pub struct ChannelWindow {
    /// Of this account; none for those of this instance.
    pub account: Option<AccountId>,
    /// With this text in one of their names, whatever its case.
    pub search: Option<String>,
    /// By what they are sorted.
    pub order: ActorOrder,
    /// The last ones first.
    pub descending: bool,
    /// Channels to skip.
    pub start: i64,
    /// Channels at most.
    pub count: i64,
}

const WANTED: &str = "c.removed_at IS NULL
    AND (CASE WHEN $1 THEN a.host IS NULL ELSE c.account_id = $2 END)
    AND ($3 OR a.username_folded LIKE $4 ESCAPE '!' OR LOWER(c.name) LIKE $4 ESCAPE '!')";

/// Lists channels.
pub async fn list(
    tx: &mut impl Read,
    window: &ChannelWindow,
) -> Result<Vec<ChannelRow>, StoreError> {
    let direction = if window.descending { "DESC" } else { "ASC" };
    let column = window.order.column();
    let statement = format!(
        "{SELECT} WHERE {WANTED} ORDER BY {column} {direction}, c.id {direction} LIMIT $5 OFFSET $6"
    );
    let pattern = pattern(window);
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(window.account.is_none())
            .bind(window.account.map(AccountId::get).unwrap_or_default())
            .bind(pattern.is_none())
            .bind(pattern.unwrap_or_default())
            .bind(window.count)
            .bind(window.start)
            .fetch_all(conn)
            .await?
    }))
}

/// How many there are.
pub async fn count(tx: &mut impl Read, window: &ChannelWindow) -> Result<i64, StoreError> {
    let statement = format!(
        "SELECT COUNT(*) FROM channels c JOIN actors a ON a.id = c.actor_id WHERE {WANTED}"
    );
    let pattern = pattern(window);
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(window.account.is_none())
            .bind(window.account.map(AccountId::get).unwrap_or_default())
            .bind(pattern.is_none())
            .bind(pattern.unwrap_or_default())
            .fetch_one(conn)
            .await?
    }))
}

/// Lists the channels of an account, the oldest first.
pub async fn list_of_account(
    tx: &mut impl Read,
    account: AccountId,
) -> Result<Vec<ChannelRow>, StoreError> {
    list_of_accounts(tx, &[account]).await
}

/// Lists the channels of accounts, the oldest first.
pub async fn list_of_accounts(
    tx: &mut impl Read,
    accounts: &[AccountId],
) -> Result<Vec<ChannelRow>, StoreError> {
    let statement = format!(
        "{SELECT} WHERE c.removed_at IS NULL AND c.account_id IN ({}) ORDER BY c.id",
        placeholders(accounts.len(), 1)
    );
    Ok(sql!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(accounts.len() == 1);
        for account in accounts {
            query = query.bind(account.get());
        }
        query.fetch_all(conn).await?
    }))
}

fn pattern(window: &ChannelWindow) -> Option<String> {
    let text = window.search.as_deref().filter(|text| !text.is_empty())?;
    Some(like::anywhere(&fold(text)))
}
