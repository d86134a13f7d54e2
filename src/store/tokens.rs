//! `tokens`: the sessions of users. Only SHA-256 of a token is kept, so a copy of the database
//! opens nobody's session.

use sha2::{Digest, Sha256};

use super::{Read, StoreError, Tx, sql};
use crate::domain::{AccountId, Role, Timestamp, UserId};

/// SHA-256 of a token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// Hashes what a client sent or will be given.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// A session to be opened.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Whose.
    pub user: UserId,
    /// Opens requests until its end.
    pub access: TokenHash,
    /// When that is.
    pub access_expires_at: Timestamp,
    /// Renews the session until its end.
    pub refresh: TokenHash,
    /// When that is.
    pub refresh_expires_at: Timestamp,
}

/// Who an access token stands for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AccessRow {
    /// The user.
    #[sqlx(try_from = "i64")]
    pub user_id: UserId,
    /// Their role.
    #[sqlx(try_from = "i64")]
    pub role: Role,
    /// Whether they may do anything at all.
    pub blocked: bool,
    /// Their account.
    #[sqlx(try_from = "i64")]
    pub account_id: AccountId,
    /// Whether it is remembered what they watch.
    pub videos_history_enabled: bool,
    /// The end of the token.
    pub access_expires_at: Timestamp,
}

/// A session found by its refresh token.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RefreshRow {
    /// The user.
    #[sqlx(try_from = "i64")]
    pub user_id: UserId,
    /// Whether they may do anything at all.
    pub blocked: bool,
    /// The end of the token.
    pub refresh_expires_at: Timestamp,
}

/// Finds who a token stands for, expired or not.
pub async fn find_by_access(
    tx: &mut impl Read,
    access: &TokenHash,
) -> Result<Option<AccessRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT t.user_id, u.role, u.blocked, a.id AS account_id, u.videos_history_enabled,
                    t.access_expires_at
             FROM tokens t JOIN users u ON u.id = t.user_id JOIN accounts a ON a.user_id = u.id
             WHERE t.access_hash = $1",
        )
        .bind(access.bytes())
        .fetch_optional(conn)
        .await?
    }))
}

/// Finds the session that a refresh token renews, expired or not.
pub async fn find_by_refresh(
    tx: &mut impl Read,
    refresh: &TokenHash,
) -> Result<Option<RefreshRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT t.user_id, u.blocked, t.refresh_expires_at
             FROM tokens t JOIN users u ON u.id = t.user_id
             WHERE t.refresh_hash = $1",
        )
        .bind(refresh.bytes())
        .fetch_optional(conn)
        .await?
    }))
}

/// Opens a session.
pub async fn insert(tx: &mut Tx, token: &NewToken, now: Timestamp) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO tokens (user_id, access_hash, access_expires_at, refresh_hash,
                                 refresh_expires_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(token.user.get())
        .bind(token.access.bytes())
        .bind(token.access_expires_at)
        .bind(token.refresh.bytes())
        .bind(token.refresh_expires_at)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Ends the session with this access token; whether there was one.
pub async fn remove_by_access(tx: &mut Tx, access: &TokenHash) -> Result<bool, StoreError> {
    let removed = sql!(tx, |conn| {
        sqlx::query("DELETE FROM tokens WHERE access_hash = $1")
            .bind(access.bytes())
            .execute(conn)
            .await?
            .rows_affected()
    });
    Ok(removed > 0)
}

/// Ends the session with this refresh token; the hash of its access token, if there was one. Of two
/// that ask at once, one is told it.
pub async fn remove_by_refresh(
    tx: &mut Tx,
    refresh: &TokenHash,
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar("DELETE FROM tokens WHERE refresh_hash = $1 RETURNING access_hash")
            .bind(refresh.bytes())
            .fetch_optional(conn)
            .await?
    }))
}

/// Ends every session of a user.
pub async fn remove_of_user(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM tokens WHERE user_id = $1")
            .bind(user.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Ends every session of a user but the one with this access token.
pub async fn remove_others_of_user(
    tx: &mut Tx,
    user: UserId,
    kept: &TokenHash,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM tokens WHERE user_id = $1 AND access_hash <> $2")
            .bind(user.get())
            .bind(kept.bytes())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Forgets sessions that nothing can renew any more.
pub async fn remove_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query("DELETE FROM tokens WHERE refresh_expires_at < $1")
            .bind(now)
            .execute(conn)
            .await?
            .rows_affected()
    }))
}
