//! Lists of users, for those who run the instance.

use sqlx::AssertSqlSafe;

use super::UserRow;
use crate::{
    domain::{Timestamp, UserId, text::fold},
    store::{Read, StoreError, batch::placeholders, like, sql},
};

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserOrder {
    /// Their number.
    Id,
    /// Their name.
    Username,
    /// When they came.
    CreatedAt,
    /// When they signed in last.
    LastLogin,
    /// What they may do.
    Role,
}

impl UserOrder {
    const fn column(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Username => "username_folded",
            Self::CreatedAt => "created_at",
            Self::LastLogin => "last_login_at",
            Self::Role => "role",
        }
    }
}

/// Which users are wanted.
#[derive(Clone, Debug)]
pub struct UserFilter {
    /// With this text in their name or address, whatever its case.
    pub search: Option<String>,
    /// Blocked ones alone, or the others.
    pub blocked: Option<bool>,
}

/// Which of them, in which order.
#[derive(Clone, Copy, Debug)]
pub struct UserWindow {
    /// By what they are sorted.
    pub order: UserOrder,
    /// The last ones first.
    pub descending: bool,
    /// Users to skip.
    pub start: i64,
    /// Users at most.
    pub count: i64,
}

const WANTED: &str = "removed_at IS NULL AND ($1 OR blocked = $2)
    AND ($3 OR username_folded LIKE $4 ESCAPE '!' OR email_folded LIKE $4 ESCAPE '!')";

/// Lists users, but none who are being removed.
pub async fn list(
    tx: &mut impl Read,
    filter: &UserFilter,
    window: UserWindow,
) -> Result<Vec<UserRow>, StoreError> {
    let direction = if window.descending { "DESC" } else { "ASC" };
    let column = window.order.column();
    // PostgreSQL would put who never signed in elsewhere.
    let nulls = match window.order {
        UserOrder::LastLogin => " NULLS LAST",
        _ => "",
    };
    let statement = format!(
        "SELECT * FROM users WHERE {WANTED}
         ORDER BY {column} {direction}{nulls}, id {direction} LIMIT $5 OFFSET $6"
    );
    let pattern = pattern(filter);
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(filter.blocked.is_none())
            .bind(filter.blocked.unwrap_or_default())
            .bind(pattern.is_none())
            .bind(pattern.unwrap_or_default())
            .bind(window.count)
            .bind(window.start)
            .fetch_all(conn)
            .await?
    }))
}

/// How many there are.
pub async fn count(tx: &mut impl Read, filter: &UserFilter) -> Result<i64, StoreError> {
    let statement = format!("SELECT COUNT(*) FROM users WHERE {WANTED}");
    let pattern = pattern(filter);
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(filter.blocked.is_none())
            .bind(filter.blocked.unwrap_or_default())
            .bind(pattern.is_none())
            .bind(pattern.unwrap_or_default())
            .fetch_one(conn)
            .await?
    }))
}

/// Names of users that begin so, in their order.
pub async fn names(
    tx: &mut impl Read,
    beginning: &str,
    count: i64,
) -> Result<Vec<String>, StoreError> {
    let pattern = format!("{}%", like::escaped(&fold(beginning)));
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT username FROM users WHERE removed_at IS NULL AND username_folded LIKE $1 ESCAPE '!'
             ORDER BY username_folded LIMIT $2",
        )
        .bind(pattern)
        .bind(count)
        .fetch_all(conn)
        .await?
    }))
}

/// How many videos a user has.
pub async fn videos_count(tx: &mut impl Read, id: UserId) -> Result<i64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT COUNT(*) FROM accounts a
             JOIN channels c ON c.account_id = a.id
             JOIN videos v ON v.channel_id = c.id
             WHERE a.user_id = $1",
        )
        .bind(id.get())
        .fetch_one(conn)
        .await?
    }))
}

/// Bytes of the files of each user's videos, and of those videos made at `since` or later; who has none is left out.
pub async fn quotas_used(
    tx: &mut impl Read,
    users: &[UserId],
    since: Timestamp,
) -> Result<Vec<(UserId, i64, i64)>, StoreError> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let marks = placeholders(users.len(), 1);
    let last = users.len() + 1;
    let statement = format!(
        "SELECT a.user_id, CAST(SUM(f.size) AS BIGINT),
                CAST(COALESCE(SUM(f.size) FILTER (WHERE v.created_at >= ${last}), 0) AS BIGINT)
         FROM accounts a
         JOIN channels c ON c.account_id = a.id
         JOIN videos v ON v.channel_id = c.id
         JOIN video_files f ON f.video_id = v.id
         WHERE a.user_id IN ({marks}) GROUP BY a.user_id"
    );
    let rows: Vec<(i64, i64, i64)> = sql!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(false);
        for user in users {
            query = query.bind(user.get());
        }
        query.bind(since).fetch_all(conn).await?
    });
    let rows = rows.into_iter();
    Ok(rows
        .map(|(user, total, daily)| (UserId::new(user), total, daily))
        .collect())
}

fn pattern(filter: &UserFilter) -> Option<String> {
    let text = filter.search.as_deref().filter(|text| !text.is_empty())?;
    Some(like::anywhere(&fold(text)))
}
