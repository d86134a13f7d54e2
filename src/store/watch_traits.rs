//! `watch_traits`: viewers of a video by day and by country, part of the country, player, device and system.

use sqlx::AssertSqlSafe;

use super::{
    Read, StoreError, Tx,
    batch::{ROWS, placeholders},
    sql,
};
use crate::domain::{VideoId, ViewerTrait};

/// Viewers that are added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Increment {
    /// Of which video.
    pub video: VideoId,
    /// By what.
    pub kind: ViewerTrait,
    /// The beginning of the day, in seconds since 1970.
    pub day: i64,
    /// What they have.
    pub value: String,
    /// How many.
    pub viewers: i64,
}

/// Adds viewers; answers the rows written.
pub async fn add(tx: &mut Tx, increments: &[Increment]) -> Result<u64, StoreError> {
    let mut written = 0;
    for some in increments.chunks(ROWS) {
        let statement = format!(
            "INSERT INTO watch_traits (video_id, kind, day, value, viewers) VALUES {}
             ON CONFLICT (video_id, kind, day, value) DO UPDATE
             SET viewers = watch_traits.viewers + excluded.viewers",
            placeholders(some.len(), 5)
        );
        written += sql!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(some.len() == ROWS);
            for row in some {
                query = query
                    .bind(row.video.get())
                    .bind(row.kind.number())
                    .bind(row.day)
                    .bind(&row.value)
                    .bind(row.viewers);
            }
            query.execute(conn).await?.rows_affected()
        });
    }
    Ok(written)
}

/// The viewers that began on days from `from` on and before `to`, by what they have, the most first.
pub async fn list(
    tx: &mut impl Read,
    video: VideoId,
    kind: ViewerTrait,
    (from, to): (i64, i64),
    most: i64,
) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT value, CAST(SUM(viewers) AS BIGINT) AS viewers FROM watch_traits
             WHERE video_id = $1 AND kind = $2 AND day >= $3 AND day < $4
             GROUP BY value ORDER BY viewers DESC, value LIMIT $5",
        )
        .bind(video.get())
        .bind(kind.number())
        .bind(from)
        .bind(to)
        .bind(most)
        .fetch_all(conn)
        .await?
    }))
}
