//! What those who run the instance do to a user.

use uuid::Uuid;

use crate::{
    domain::{ActorId, Role, Timestamp, UserId, VideoId},
    store::{StoreError, Tx, actors, sql},
};

/// What is to be changed; `None` leaves it as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Managed {
    /// Whether the address is known to be theirs.
    pub email_verified: Option<bool>,
    /// Bytes they may upload in all; -1 for no limit.
    pub video_quota: Option<i64>,
    /// Bytes they may upload in 24 hours; -1 for no limit.
    pub video_quota_daily: Option<i64>,
    /// What they may do.
    pub role: Option<Role>,
    /// Bits of FACTS.md.
    pub admin_flags: Option<i64>,
}

/// Keeps others from changing the user, blocked or not, until this unit of work ends.
pub async fn lock(tx: &mut Tx, id: UserId) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        // See `hold`.
        sqlx::query("UPDATE users SET username = username WHERE id = $1")
            .bind(id.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Changes it.
pub async fn manage(
    tx: &mut Tx,
    id: UserId,
    managed: Managed,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE users
             SET email_verified = COALESCE($2, email_verified),
                 video_quota = COALESCE($3, video_quota),
                 video_quota_daily = COALESCE($4, video_quota_daily),
                 role = COALESCE($5, role),
                 admin_flags = COALESCE($6, admin_flags),
                 updated_at = $7
             WHERE id = $1",
        )
        .bind(id.get())
        .bind(managed.email_verified)
        .bind(managed.video_quota)
        .bind(managed.video_quota_daily)
        .bind(managed.role.map(Role::number))
        .bind(managed.admin_flags)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Blocks a user, or lets them in again.
pub async fn set_blocked(
    tx: &mut Tx,
    id: UserId,
    blocked: bool,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE users SET blocked = $2, blocked_reason = $3, updated_at = $4 WHERE id = $1",
        )
        .bind(id.get())
        .bind(blocked)
        .bind(reason)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Notes that a user is to be removed: from now on they are in no list and may do nothing.
pub async fn set_removed(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE users SET removed_at = $2, blocked = TRUE WHERE id = $1")
            .bind(id.get())
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Who is to be removed, those who have waited longest first.
pub async fn list_removed(tx: &mut Tx, most: i64) -> Result<Vec<UserId>, StoreError> {
    let users: Vec<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT id FROM users WHERE removed_at IS NOT NULL ORDER BY removed_at, id LIMIT $1",
        )
        .bind(most)
        .fetch_all(conn)
        .await?
    });
    Ok(users.into_iter().map(UserId::new).collect())
}

/// Some videos of a user, the oldest first.
pub async fn list_videos(tx: &mut Tx, id: UserId, most: i64) -> Result<Vec<VideoId>, StoreError> {
    let videos: Vec<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT v.id FROM accounts a
             JOIN channels c ON c.account_id = a.id
             JOIN videos v ON v.channel_id = c.id
             WHERE a.user_id = $1 ORDER BY v.id LIMIT $2",
        )
        .bind(id.get())
        .bind(most)
        .fetch_all(conn)
        .await?
    });
    Ok(videos.into_iter().map(VideoId::new).collect())
}

/// The lives of a user, as actors know them.
pub async fn list_lives(tx: &mut Tx, id: UserId) -> Result<Vec<Uuid>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT v.uuid FROM accounts a
             JOIN channels c ON c.account_id = a.id
             JOIN videos v ON v.channel_id = c.id
             JOIN video_lives l ON l.video_id = v.id
             WHERE a.user_id = $1",
        )
        .bind(id.get())
        .fetch_all(conn)
        .await?
    }))
}

/// Removes a user with their account and channels, which have no videos any more.
pub async fn remove(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<(), StoreError> {
    let actors: Vec<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT c.actor_id FROM channels c JOIN accounts a ON a.id = c.account_id WHERE a.user_id = $1
             UNION ALL SELECT actor_id FROM accounts WHERE user_id = $1",
        )
        .bind(id.get())
        .fetch_all(conn)
        .await?
    });
    for actor in actors {
        actors::remove(tx, ActorId::new(actor), now).await?;
    }
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM users WHERE id = $1")
            .bind(id.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}
