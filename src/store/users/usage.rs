//! How much a user may upload, and how much they have.

use crate::{
    domain::{Quota, Timestamp, UserId},
    store::{Read, StoreError, sql},
};

/// What a user may upload; nothing for somebody who is no user.
pub async fn quota(tx: &mut impl Read, id: UserId) -> Result<Quota, StoreError> {
    let limits: Option<(i64, i64)> = sql!(tx, |conn| {
        sqlx::query_as("SELECT video_quota, video_quota_daily FROM users WHERE id = $1")
            .bind(id.get())
            .fetch_optional(conn)
            .await?
    });
    Ok(limits.map_or(Quota::NOTHING, |(total, daily)| Quota { total, daily }))
}

/// Bytes of all files of a user's videos, and of those videos made at `since` or later.
pub async fn quota_used(
    tx: &mut impl Read,
    id: UserId,
    since: Timestamp,
) -> Result<(i64, i64), StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT CAST(COALESCE(SUM(f.size), 0) AS BIGINT),
                    CAST(COALESCE(SUM(f.size) FILTER (WHERE v.created_at >= $2), 0) AS BIGINT)
             FROM accounts a
             JOIN channels c ON c.account_id = a.id
             JOIN videos v ON v.channel_id = c.id
             JOIN video_files f ON f.video_id = v.id
             WHERE a.user_id = $1",
        )
        .bind(id.get())
        .bind(since)
        .fetch_one(conn)
        .await?
    }))
}
