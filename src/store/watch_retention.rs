//! `watch_retention`: how many have watched each second of a video, as differences from second to second.

use sqlx::AssertSqlSafe;

use super::{
    Read, StoreError, Tx,
    batch::{ROWS, placeholders},
    sql,
};
use crate::domain::VideoId;

/// A second of a video, and how many viewers more than of the second before it have watched it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The video.
    pub video: VideoId,
    /// From the video's beginning.
    pub second: i64,
    /// How many more.
    pub change: i64,
}

/// Adds changes; answers the rows written.
pub async fn add(tx: &mut Tx, changes: &[Change]) -> Result<u64, StoreError> {
    let mut written = 0;
    for some in changes.chunks(ROWS) {
        let statement = format!(
            "INSERT INTO watch_retention (video_id, second, change) VALUES {}
             ON CONFLICT (video_id, second) DO UPDATE SET change = watch_retention.change + excluded.change",
            placeholders(some.len(), 3)
        );
        written += sql!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(some.len() == ROWS);
            for row in some {
                query = query
                    .bind(row.video.get())
                    .bind(row.second)
                    .bind(row.change);
            }
            query.execute(conn).await?.rows_affected()
        });
    }
    Ok(written)
}

/// The changes of a video: second and change, in order.
pub async fn list(tx: &mut impl Read, video: VideoId) -> Result<Vec<(i64, i64)>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT second, change FROM watch_retention WHERE video_id = $1 ORDER BY second",
        )
        .bind(video.get())
        .fetch_all(conn)
        .await?
    }))
}
