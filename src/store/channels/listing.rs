//! Lists of channels.

use sqlx::AssertSqlSafe;

use super::{ChannelRow, SELECT};
use crate::{
    domain::AccountId,
    store::{Read, StoreError, actors::ActorOrder, batch::placeholders, like, sql},
};

/// Whose channels are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelsOf {
    /// Those of this instance.
    Here,
    /// Those of an account.
    Account(AccountId),
    /// Those that an account follows.
    FollowedBy(AccountId),
}

impl ChannelsOf {
    /// The condition, and what its `$1` is.
    const fn condition(self) -> (&'static str, i64) {
        match self {
            Self::Here => ("a.host IS NULL AND $1 = 0", 0),
            Self::Account(account) => ("c.account_id = $1", account.get()),
            Self::FollowedBy(account) => (
                "c.actor_id IN (SELECT f.following_id FROM follows f
                     JOIN accounts fa ON fa.actor_id = f.follower_id WHERE fa.id = $1)",
                account.get(),
            ),
        }
    }
}

/// Which channels are wanted, in which order.
#[derive(Clone, Debug)]
pub struct ChannelWindow {
    /// Whose.
    pub of: ChannelsOf,
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
    AND ($2 OR a.username_folded LIKE $3 ESCAPE '!' OR LOWER(c.name) LIKE $3 ESCAPE '!')";

/// Lists channels.
pub async fn list(
    tx: &mut impl Read,
    window: &ChannelWindow,
) -> Result<Vec<ChannelRow>, StoreError> {
    let direction = if window.descending { "DESC" } else { "ASC" };
    let column = window.order.column();
    let (condition, of) = window.of.condition();
    let statement = format!(
        "{SELECT} WHERE {condition} AND {WANTED}
         ORDER BY {column} {direction}, c.id {direction} LIMIT $4 OFFSET $5"
    );
    let pattern = pattern(window);
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(of)
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
    let (condition, of) = window.of.condition();
    let statement = format!(
        "SELECT COUNT(*) FROM channels c JOIN actors a ON a.id = c.actor_id WHERE {condition} AND {WANTED}"
    );
    let pattern = pattern(window);
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(of)
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
    like::wanted(window.search.as_deref())
}
