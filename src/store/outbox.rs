//! `outbox`: what other servers must hear of, written in the unit of work of the change itself.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{AccountId, ChannelId, Timestamp};

/// What happened to the object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// It can be seen now.
    Create,
    /// It was changed.
    Update,
    /// It cannot be seen any more.
    Delete,
}

impl Activity {
    const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// Who tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Teller {
    /// An account.
    Account(AccountId),
    /// A channel.
    Channel(ChannelId),
}

impl From<AccountId> for Teller {
    fn from(account: AccountId) -> Self {
        Self::Account(account)
    }
}

impl From<ChannelId> for Teller {
    fn from(channel: ChannelId) -> Self {
        Self::Channel(channel)
    }
}

/// Writes down what an account or a channel has to tell of `object_url`.
pub async fn insert(
    tx: &mut Tx,
    teller: impl Into<Teller>,
    activity: Activity,
    object_url: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (statement, id) = match teller.into() {
        Teller::Account(id) => (
            "INSERT INTO outbox (actor_id, activity, object_url, created_at)
             SELECT actor_id, $2, $3, $4 FROM accounts WHERE id = $1",
            id.get(),
        ),
        Teller::Channel(id) => (
            "INSERT INTO outbox (actor_id, activity, object_url, created_at)
             SELECT actor_id, $2, $3, $4 FROM channels WHERE id = $1",
            id.get(),
        ),
    };
    sql!(tx, |conn| {
        sqlx::query(statement)
            .bind(id)
            .bind(activity.word())
            .bind(object_url)
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Writes down that another server is to be told of so many views of its video: the instance itself tells it.
pub async fn insert_views(
    tx: &mut Tx,
    video_url: &str,
    views: i64,
    now: Timestamp,
) -> Result<u64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO outbox (activity, object_url, host, amount, created_at)
             SELECT 'view', v.url, a.host, $2, $3
             FROM videos v JOIN channels c ON c.id = v.channel_id JOIN actors a ON a.id = c.actor_id
             WHERE v.url = $1",
        )
        .bind(video_url)
        .bind(views)
        .bind(now)
        .execute(conn)
        .await?
        .rows_affected()
    }))
}

/// How many rows wait to be sent.
pub async fn count(tx: &mut impl Read) -> Result<i64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox")
            .fetch_one(conn)
            .await?
    }))
}

/// Forgets rows written before, `most` at once, so that the writer is not held long.
pub async fn remove_before(tx: &mut Tx, before: Timestamp, most: i64) -> Result<u64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query(
            "DELETE FROM outbox WHERE id IN (
                 SELECT id FROM outbox WHERE created_at < $1 ORDER BY created_at LIMIT $2)",
        )
        .bind(before)
        .bind(most)
        .execute(conn)
        .await?
        .rows_affected()
    }))
}
