//! `blocks`: accounts and hosts that are kept out of lists, for one user or for everybody.

use sqlx::AssertSqlSafe;

use super::{Read, StoreError, Tx, sql};
use crate::domain::{AccountId, Blocked, Blocker, Timestamp, UserId};

/// Which kind of thing is blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockedKind {
    /// Accounts.
    Account,
    /// Hosts.
    Host,
}

impl BlockedKind {
    const fn condition(self) -> &'static str {
        match self {
            Self::Account => "account_id IS NOT NULL",
            Self::Host => "host IS NOT NULL",
        }
    }
}

/// Which blocks are wanted, in which order.
#[derive(Clone, Copy, Debug)]
pub struct BlockWindow {
    /// For whom.
    pub blocker: Blocker,
    /// Of what.
    pub kind: BlockedKind,
    /// The last ones first.
    pub descending: bool,
    /// Blocks to skip.
    pub start: i64,
    /// Blocks at most.
    pub count: i64,
}

/// A block.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct BlockRow {
    account_id: Option<i64>,
    /// The host that is blocked.
    pub host: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
}

impl BlockRow {
    /// The account that is blocked.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.account_id.map(AccountId::new)
    }
}

/// The two columns of what is blocked.
fn columns(blocked: &Blocked) -> (Option<i64>, Option<&str>) {
    match blocked {
        Blocked::Account(account) => (Some(account.get()), None),
        Blocked::Host(host) => (None, Some(host.as_str())),
    }
}

/// What stands for the blocker in the indexes.
fn number(blocker: Blocker) -> i64 {
    blocker.user().map_or(0, UserId::get)
}

/// Blocks something; false when it is blocked already.
pub async fn insert(
    tx: &mut Tx,
    blocker: Blocker,
    blocked: &Blocked,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (account, host) = columns(blocked);
    let inserted = sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO blocks (user_id, account_id, host, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
        )
        .bind(blocker.user().map(UserId::get))
        .bind(account)
        .bind(host)
        .bind(now)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(inserted > 0)
}

/// Ends a block; false when there is none.
pub async fn remove(tx: &mut Tx, blocker: Blocker, blocked: &Blocked) -> Result<bool, StoreError> {
    let (account, host) = columns(blocked);
    let removed = sql!(tx, |conn| {
        sqlx::query(
            "DELETE FROM blocks WHERE COALESCE(user_id, 0) = $1 AND (account_id = $2 OR host = $3)",
        )
        .bind(number(blocker))
        .bind(account)
        .bind(host)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(removed > 0)
}

/// Whether this is blocked.
pub async fn is_blocked(
    tx: &mut impl Read,
    blocker: Blocker,
    blocked: &Blocked,
) -> Result<bool, StoreError> {
    let (account, host) = columns(blocked);
    let found: Option<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT id FROM blocks WHERE COALESCE(user_id, 0) = $1 AND (account_id = $2 OR host = $3)",
        )
        .bind(number(blocker))
        .bind(account)
        .bind(host)
        .fetch_optional(conn)
        .await?
    });
    Ok(found.is_some())
}

/// Whether a reader's lists leave anything out: blocked by themselves or by the server.
pub async fn leave_out_something(tx: &mut impl Read, reader: Blocker) -> Result<bool, StoreError> {
    let found: Option<i64> = sql!(tx, |conn| {
        sqlx::query_scalar("SELECT id FROM blocks WHERE COALESCE(user_id, 0) IN (0, $1) LIMIT 1")
            .bind(number(reader))
            .fetch_optional(conn)
            .await?
    });
    Ok(found.is_some())
}

/// Lists what is blocked.
pub async fn list(tx: &mut impl Read, window: BlockWindow) -> Result<Vec<BlockRow>, StoreError> {
    let direction = if window.descending { "DESC" } else { "ASC" };
    let statement = format!(
        "SELECT account_id, host, created_at FROM blocks
         WHERE COALESCE(user_id, 0) = $1 AND {}
         ORDER BY created_at {direction}, id {direction} LIMIT $2 OFFSET $3",
        window.kind.condition()
    );
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(number(window.blocker))
            .bind(window.count)
            .bind(window.start)
            .fetch_all(conn)
            .await?
    }))
}

/// How much is blocked.
pub async fn count(
    tx: &mut impl Read,
    blocker: Blocker,
    kind: BlockedKind,
) -> Result<i64, StoreError> {
    let statement = format!(
        "SELECT COUNT(*) FROM blocks WHERE COALESCE(user_id, 0) = $1 AND {}",
        kind.condition()
    );
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(number(blocker))
            .fetch_one(conn)
            .await?
    }))
}
