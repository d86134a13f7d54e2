//! `scheduled_updates`: changes of privacy that wait for their time.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{Schedule, Timestamp, VideoId};

/// Puts a schedule in place of the one before, or takes it away.
pub async fn replace(
    tx: &mut Tx,
    video: VideoId,
    schedule: Option<Schedule>,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM scheduled_updates WHERE video_id = $1")
            .bind(video.get())
            .execute(conn)
            .await?;
    });
    let Some(schedule) = schedule else {
        return Ok(());
    };
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO scheduled_updates (video_id, update_at, privacy) VALUES ($1, $2, $3)",
        )
        .bind(video.get())
        .bind(schedule.at)
        .bind(schedule.privacy.map(crate::domain::Privacy::number))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// The videos whose time has come, the longest overdue first.
pub async fn list_due(
    tx: &mut impl Read,
    now: Timestamp,
    most: i64,
) -> Result<Vec<VideoId>, StoreError> {
    let ids: Vec<i64> = sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT video_id FROM scheduled_updates WHERE update_at <= $1 ORDER BY update_at LIMIT $2",
        )
        .bind(now)
        .bind(most)
        .fetch_all(conn)
        .await?
    });
    Ok(ids.into_iter().map(VideoId::new).collect())
}
