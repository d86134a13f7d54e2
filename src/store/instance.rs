//! What the instance counts of itself, over several tables: for the configuration and nodeinfo.

use super::{Read, StoreError, sql};
use crate::domain::{Privacy, Role, Timestamp, VideoState};

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

/// Users by their role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Users {
    /// Everybody who can sign in.
    #[sqlx(rename = "all_users")]
    pub all: i64,
    /// Those who moderate.
    pub moderators: i64,
    /// Those who administer.
    pub administrators: i64,
}

/// Counts users by their role.
pub async fn count_users_by_role(tx: &mut impl Read) -> Result<Users, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT CAST(COUNT(*) AS BIGINT) AS all_users,
                    CAST(COUNT(*) FILTER (WHERE role = $1) AS BIGINT) AS moderators,
                    CAST(COUNT(*) FILTER (WHERE role = $2) AS BIGINT) AS administrators
             FROM users",
        )
        .bind(Role::Moderator.number())
        .bind(Role::Administrator.number())
        .fetch_one(conn)
        .await?
    }))
}

/// What there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Videos {
    /// Videos, local and remote.
    #[sqlx(rename = "all_videos")]
    pub all: i64,
    /// Those of this instance.
    pub local: i64,
    /// Their views.
    pub views: i64,
    /// Bytes of their files.
    pub bytes: i64,
    /// Channels of this instance.
    pub channels: i64,
    /// Playlists of this instance's accounts that are not watch-later lists.
    pub playlists: i64,
}

/// Counts videos that everybody can find, and what belongs to videos.
pub async fn count_videos(tx: &mut impl Read) -> Result<Videos, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT CAST(COUNT(*) AS BIGINT) AS all_videos,
                    CAST(COUNT(*) FILTER (WHERE NOT remote) AS BIGINT) AS local,
                    (SELECT CAST(COALESCE(SUM(views), 0) AS BIGINT) FROM videos WHERE NOT remote) AS views,
                    (SELECT CAST(COALESCE(SUM(f.size), 0) AS BIGINT)
                     FROM video_files f JOIN videos o ON o.id = f.video_id WHERE NOT o.remote) AS bytes,
                    (SELECT CAST(COUNT(*) AS BIGINT) FROM channels c JOIN actors a ON a.id = c.actor_id
                     WHERE a.host IS NULL) AS channels,
                    (SELECT CAST(COUNT(*) AS BIGINT) FROM video_playlists p JOIN accounts o ON o.id = p.account_id
                     WHERE o.user_id IS NOT NULL AND p.type = 1) AS playlists
             FROM videos WHERE privacy = $1 AND state = $2",
        )
        .bind(Privacy::Public.number())
        .bind(VideoState::Published.number())
        .fetch_one(conn)
        .await?
    }))
}

/// Who did something lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Activity {
    /// Users that signed in.
    pub users: i64,
    /// Channels of this instance that published.
    pub channels: i64,
}

/// Counts who did something at `since` or later.
pub async fn count_active(tx: &mut impl Read, since: Timestamp) -> Result<Activity, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT (SELECT CAST(COUNT(*) AS BIGINT) FROM users WHERE last_login_at >= $1) AS users,
                    (SELECT CAST(COUNT(DISTINCT channel_id) AS BIGINT) FROM videos
                     WHERE NOT remote AND published_at >= $1) AS channels",
        )
        .bind(since)
        .fetch_one(conn)
        .await?
    }))
}
