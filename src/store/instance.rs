//! What the instance counts of itself, over several tables: for the configuration and nodeinfo.

use super::{Read, StoreError, sql};
use crate::domain::{Privacy, Timestamp, VideoState};

/// Counts everybody who can sign in here, blocked or not.
pub async fn count_users(tx: &mut impl Read) -> Result<i64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM users")
            .fetch_one(conn)
            .await?
    }))
}

/// Counts those who signed in at `since` or later.
pub async fn count_active_users(tx: &mut impl Read, since: Timestamp) -> Result<i64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM users WHERE last_login_at >= $1")
            .bind(since)
            .fetch_one(conn)
            .await?
    }))
}

/// Counts the videos of this instance that everybody can find.
pub async fn count_public_videos(tx: &mut impl Read) -> Result<i64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM videos
             WHERE NOT remote AND privacy = $1 AND state = $2",
        )
        .bind(Privacy::Public.number())
        .bind(VideoState::Published.number())
        .fetch_one(conn)
        .await?
    }))
}
