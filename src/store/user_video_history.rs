//! `user_video_history`: where users are in the videos that they have watched.

use sqlx::AssertSqlSafe;

use super::{
    Read, StoreError, Tx,
    batch::{ROWS, placeholders},
    sql,
};
use crate::domain::{Timestamp, UserId, VideoId};

/// Where a user was in a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Who.
    pub user: UserId,
    /// In what.
    pub video: VideoId,
    /// Seconds from its beginning.
    pub position: i64,
    /// When.
    pub at: Timestamp,
}

/// Writes where users are; what is of users or videos that are gone is left out.
pub async fn set(tx: &mut Tx, seen: &[Seen]) -> Result<(), StoreError> {
    for some in seen.chunks(ROWS) {
        let statement = format!(
            "WITH seen (person, video, place, moment) AS (VALUES {})
             INSERT INTO user_video_history (user_id, video_id, position, created_at, updated_at)
             SELECT u.id, v.id, seen.place, seen.moment, seen.moment
             FROM seen JOIN users u ON u.id = seen.person JOIN videos v ON v.id = seen.video
             WHERE TRUE
             ON CONFLICT (user_id, video_id) DO UPDATE
             SET position = excluded.position, updated_at = excluded.updated_at",
            placeholders(some.len(), 4)
        );
        sql!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(some.len() == ROWS);
            for row in some {
                query = query
                    .bind(row.user.get())
                    .bind(row.video.get())
                    .bind(row.position)
                    .bind(row.at);
            }
            query.execute(conn).await?;
        });
    }
    Ok(())
}

/// Where a user was in each of these videos: video and seconds.
pub async fn list(
    tx: &mut impl Read,
    user: UserId,
    videos: &[VideoId],
) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut found = Vec::new();
    for some in videos.chunks(ROWS) {
        let marks: Vec<String> = (0..some.len())
            .map(|place| format!("${}", place + 2))
            .collect();
        let statement = format!(
            "SELECT video_id, position FROM user_video_history WHERE user_id = $1 AND video_id IN ({})",
            marks.join(", ")
        );
        let mut rows: Vec<(i64, i64)> = sql!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(statement)).bind(user.get());
            for video in some {
                query = query.bind(video.get());
            }
            query.fetch_all(conn).await?
        });
        found.append(&mut rows);
    }
    Ok(found)
}

/// Forgets that a user watched a video.
pub async fn remove(tx: &mut Tx, user: UserId, video: VideoId) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM user_video_history WHERE user_id = $1 AND video_id = $2")
            .bind(user.get())
            .bind(video.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Forgets what a user watched, all of it or what was last watched before.
pub async fn remove_of(
    tx: &mut Tx,
    user: UserId,
    before: Option<Timestamp>,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "DELETE FROM user_video_history WHERE user_id = $1 AND (CAST($3 AS BOOLEAN) OR updated_at < $2)",
        )
        .bind(user.get())
        .bind(before.unwrap_or_default())
        .bind(before.is_none())
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Forgets what was last watched before, `most` at once.
pub async fn remove_before(tx: &mut Tx, before: Timestamp, most: i64) -> Result<u64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query(
            "DELETE FROM user_video_history WHERE (user_id, video_id) IN (
                 SELECT user_id, video_id FROM user_video_history WHERE updated_at < $1
                 ORDER BY updated_at LIMIT $2)",
        )
        .bind(before)
        .bind(most)
        .execute(conn)
        .await?
        .rows_affected()
    }))
}
