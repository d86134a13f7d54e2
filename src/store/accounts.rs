//! `accounts`: who publishes, local and remote.

mod listing;

use sqlx::AssertSqlSafe;

use super::{Read, StoreError, Tx, sql};
use crate::domain::{
    AccountId, ActorId, Timestamp, UserId, actor_picture::ActorPicture, text::fold,
};

pub use listing::{AccountWindow, count, list, list_of, list_of_users};

/// An account with its actor.
const SELECT: &str =
    "SELECT c.id, c.actor_id, c.user_id, a.username, c.name, c.description, a.host, a.url, a.avatar,
        a.following_count, a.followers_count, c.created_at, c.updated_at
     FROM accounts c JOIN actors a ON a.id = c.actor_id";

/// An account with its actor.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AccountRow {
    /// Its number.
    #[sqlx(try_from = "i64")]
    pub id: AccountId,
    /// The number of its actor.
    #[sqlx(try_from = "i64")]
    pub actor_id: ActorId,
    user_id: Option<i64>,
    /// Its name in handles.
    pub username: String,
    /// Its name for people.
    pub name: String,
    /// What it says of itself.
    pub description: Option<String>,
    /// The host of its instance; none for ours.
    pub host: Option<String>,
    /// Its address in the federation.
    pub url: String,
    avatar: Option<String>,
    /// How many actors it follows.
    pub following_count: i64,
    /// How many follow it.
    pub followers_count: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl AccountRow {
    /// Its avatar.
    #[must_use]
    pub fn avatar(&self) -> Option<ActorPicture> {
        ActorPicture::read(self.avatar.as_deref())
    }

    /// Whose it is; none for remote accounts.
    #[must_use]
    pub fn owner(&self) -> Option<UserId> {
        self.user_id.map(UserId::new)
    }
}

/// Finds an account by its number.
pub async fn find(tx: &mut impl Read, id: AccountId) -> Result<Option<AccountRow>, StoreError> {
    let statement = format!("{SELECT} WHERE c.id = $1");
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(id.get())
            .fetch_optional(conn)
            .await?
    }))
}

/// Finds the account of an actor.
pub async fn find_by_actor(
    tx: &mut impl Read,
    actor: ActorId,
) -> Result<Option<AccountRow>, StoreError> {
    let statement = format!("{SELECT} WHERE c.actor_id = $1");
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(actor.get())
            .fetch_optional(conn)
            .await?
    }))
}

/// Finds an account by its name, whatever its case, on `host` or here.
pub async fn find_by_name(
    tx: &mut impl Read,
    name: &str,
    host: Option<&str>,
) -> Result<Option<AccountRow>, StoreError> {
    let id: Option<i64> = match host {
        // Two statements, because a partial index serves each.
        None => sql!(tx, |conn| {
            sqlx::query_scalar(
                "SELECT c.id FROM accounts c JOIN actors a ON a.id = c.actor_id
                 WHERE a.username_folded = $1 AND a.host IS NULL",
            )
            .bind(fold(name))
            .fetch_optional(conn)
            .await?
        }),
        Some(host) => sql!(tx, |conn| {
            sqlx::query_scalar(
                "SELECT c.id FROM accounts c JOIN actors a ON a.id = c.actor_id
                 WHERE a.username_folded = $1 AND a.host = $2",
            )
            .bind(fold(name))
            .bind(fold(host))
            .fetch_optional(conn)
            .await?
        }),
    };
    match id {
        Some(id) => find(tx, AccountId::new(id)).await,
        None => Ok(None),
    }
}

/// Makes the account of a user of ours.
pub async fn insert(
    tx: &mut Tx,
    actor: ActorId,
    user: UserId,
    name: &str,
    now: Timestamp,
) -> Result<AccountId, StoreError> {
    let id: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO accounts (actor_id, user_id, name, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $4) RETURNING id",
        )
        .bind(actor.get())
        .bind(user.get())
        .bind(name)
        .bind(now)
        .fetch_one(conn)
        .await?
    });
    Ok(AccountId::new(id))
}

/// Changes what an account shows; `None` leaves as it is, `Some(None)` takes the description away.
pub async fn set_profile(
    tx: &mut Tx,
    id: AccountId,
    name: Option<&str>,
    description: Option<Option<&str>>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE accounts
             SET name = COALESCE($2, name),
                 description = CASE WHEN $3 THEN $4 ELSE description END,
                 updated_at = $5
             WHERE id = $1",
        )
        .bind(id.get())
        .bind(name)
        .bind(description.is_some())
        .bind(description.flatten())
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}
