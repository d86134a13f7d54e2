//! `channels`: where videos are published, local and remote.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{AccountId, ActorId, ChannelId, Timestamp, UserId, text::fold};

/// A channel with its actor.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ChannelRow {
    /// Its number.
    #[sqlx(try_from = "i64")]
    pub id: ChannelId,
    /// The number of its actor.
    #[sqlx(try_from = "i64")]
    pub actor_id: ActorId,
    /// The account it belongs to.
    #[sqlx(try_from = "i64")]
    pub account_id: AccountId,
    user_id: Option<i64>,
    /// Its name in handles.
    pub username: String,
    /// Its name for people.
    pub name: String,
    /// What it says of itself.
    pub description: Option<String>,
    /// How to support it.
    pub support: Option<String>,
    /// The host of its instance; none for ours.
    pub host: Option<String>,
    /// Its address in the federation.
    pub url: String,
    /// How many actors it follows.
    pub following_count: i64,
    /// How many follow it.
    pub followers_count: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl ChannelRow {
    /// Whose it is; none for remote channels.
    #[must_use]
    pub fn owner(&self) -> Option<UserId> {
        self.user_id.map(UserId::new)
    }
}

/// Finds a channel by its number.
pub async fn find(tx: &mut impl Read, id: ChannelId) -> Result<Option<ChannelRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT c.id, c.actor_id, c.account_id, o.user_id, a.username, c.name, c.description,
                    c.support, a.host, a.url, a.following_count, a.followers_count, c.created_at,
                    c.updated_at
             FROM channels c
             JOIN actors a ON a.id = c.actor_id
             JOIN accounts o ON o.id = c.account_id
             WHERE c.id = $1",
        )
        .bind(id.get())
        .fetch_optional(conn)
        .await?
    }))
}

/// Finds a channel by its name, whatever its case, on `host` or here.
pub async fn find_by_name(
    tx: &mut impl Read,
    name: &str,
    host: Option<&str>,
) -> Result<Option<ChannelRow>, StoreError> {
    let id: Option<i64> = match host {
        // Two statements, because a partial index serves each.
        None => sql!(tx, |conn| {
            sqlx::query_scalar(
                "SELECT c.id FROM channels c JOIN actors a ON a.id = c.actor_id
                 WHERE a.username_folded = $1 AND a.host IS NULL",
            )
            .bind(fold(name))
            .fetch_optional(conn)
            .await?
        }),
        Some(host) => sql!(tx, |conn| {
            sqlx::query_scalar(
                "SELECT c.id FROM channels c JOIN actors a ON a.id = c.actor_id
                 WHERE a.username_folded = $1 AND a.host = $2",
            )
            .bind(fold(name))
            .bind(fold(host))
            .fetch_optional(conn)
            .await?
        }),
    };
    match id {
        Some(id) => find(tx, ChannelId::new(id)).await,
        None => Ok(None),
    }
}

/// Lists the channels of an account, the oldest first.
pub async fn list_of_account(
    tx: &mut impl Read,
    account: AccountId,
) -> Result<Vec<ChannelRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT c.id, c.actor_id, c.account_id, o.user_id, a.username, c.name, c.description,
                    c.support, a.host, a.url, a.following_count, a.followers_count, c.created_at,
                    c.updated_at
             FROM channels c
             JOIN actors a ON a.id = c.actor_id
             JOIN accounts o ON o.id = c.account_id
             WHERE c.account_id = $1
             ORDER BY c.id",
        )
        .bind(account.get())
        .fetch_all(conn)
        .await?
    }))
}

/// Makes a channel.
pub async fn insert(
    tx: &mut Tx,
    actor: ActorId,
    account: AccountId,
    name: &str,
    now: Timestamp,
) -> Result<ChannelId, StoreError> {
    let id: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO channels (actor_id, account_id, name, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $4) RETURNING id",
        )
        .bind(actor.get())
        .bind(account.get())
        .bind(name)
        .bind(now)
        .fetch_one(conn)
        .await?
    });
    Ok(ChannelId::new(id))
}
