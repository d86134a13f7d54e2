//! `watch_periods` and `watch_peaks`: what was watched of a video by minute, hour, day and month, and its best minutes.

use sqlx::AssertSqlSafe;

use super::{
    Read, StoreError, Tx,
    batch::{ROWS, placeholders},
    sql,
};
use crate::domain::{Granularity, VideoId};

/// What is added to a period of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Increment {
    /// The video.
    pub video: VideoId,
    /// How long the period is.
    pub granularity: Granularity,
    /// When it began, in seconds since 1970.
    pub start: i64,
    /// Views that counted.
    pub views: i64,
    /// Viewers that watched in it.
    pub viewers: i64,
    /// Viewers that began in it.
    pub begun: i64,
    /// Seconds that were watched.
    pub watched: i64,
}

/// Adds to the periods of videos that are there; answers the rows written. A minute with more viewers than any before
/// becomes the best of its day.
pub async fn add(tx: &mut Tx, increments: &[Increment]) -> Result<u64, StoreError> {
    let mut written = 0;
    for some in increments.chunks(ROWS) {
        let statement = format!(
            "INSERT INTO watch_periods (video_id, granularity, start, views, viewers, begun, watched)
             VALUES {}
             ON CONFLICT (video_id, granularity, start) DO UPDATE
             SET views = watch_periods.views + excluded.views, viewers = watch_periods.viewers + excluded.viewers,
                 begun = watch_periods.begun + excluded.begun, watched = watch_periods.watched + excluded.watched
             RETURNING video_id, granularity, start, viewers",
            placeholders(some.len(), 7)
        );
        let rows: Vec<(i64, i64, i64, i64)> = sql!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(some.len() == ROWS);
            for row in some {
                query = query
                    .bind(row.video.get())
                    .bind(row.granularity.number())
                    .bind(row.start)
                    .bind(row.views)
                    .bind(row.viewers)
                    .bind(row.begun)
                    .bind(row.watched);
            }
            query.fetch_all(conn).await?
        });
        written += rows.len() as u64;
        let minutes = rows.into_iter();
        let minutes = minutes.filter(|(_, granularity, ..)| *granularity == 1);
        let mut best: Vec<Peak> = Vec::new();
        for (video, _, minute, viewers) in minutes {
            let day = minute - minute.rem_euclid(86_400);
            match best
                .iter_mut()
                .rfind(|peak| (peak.video, peak.day) == (video, day))
            {
                Some(peak) if peak.viewers >= viewers => {}
                Some(peak) => (peak.minute, peak.viewers) = (minute, viewers),
                None => best.push(Peak {
                    video,
                    day,
                    viewers,
                    minute,
                }),
            }
        }
        written += raise(tx, &best).await?;
    }
    Ok(written)
}

struct Peak {
    video: i64,
    day: i64,
    viewers: i64,
    minute: i64,
}

async fn raise(tx: &mut Tx, peaks: &[Peak]) -> Result<u64, StoreError> {
    if peaks.is_empty() {
        return Ok(0);
    }
    let statement = format!(
        "INSERT INTO watch_peaks (video_id, day, viewers, minute) VALUES {}
         ON CONFLICT (video_id, day) DO UPDATE SET viewers = excluded.viewers, minute = excluded.minute
         WHERE watch_peaks.viewers < excluded.viewers",
        placeholders(peaks.len(), 4)
    );
    Ok(sql!(tx, |conn| {
        let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(false);
        for peak in peaks {
            query = query
                .bind(peak.video)
                .bind(peak.day)
                .bind(peak.viewers)
                .bind(peak.minute);
        }
        query.execute(conn).await?.rows_affected()
    }))
}

/// A period of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PeriodRow {
    /// When it began, in seconds since 1970.
    pub start: i64,
    /// Views that counted.
    pub views: i64,
    /// Viewers that watched in it.
    pub viewers: i64,
    /// Seconds that were watched.
    pub watched: i64,
}

/// The periods that begin from `from` on and before `to`, in order; those without viewers are not there.
pub async fn list(
    tx: &mut impl Read,
    video: VideoId,
    granularity: Granularity,
    (from, to): (i64, i64),
) -> Result<Vec<PeriodRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT start, views, viewers, watched FROM watch_periods
             WHERE video_id = $1 AND granularity = $2 AND start >= $3 AND start < $4 ORDER BY start",
        )
        .bind(video.get())
        .bind(granularity.number())
        .bind(from)
        .bind(to)
        .fetch_all(conn)
        .await?
    }))
}

/// Sums over periods of a video.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Totals {
    /// Viewers that began.
    pub begun: i64,
    /// Seconds that were watched.
    pub watched: i64,
}

/// The sums over periods that begin from `from` on and before `to`.
pub async fn sum(
    tx: &mut impl Read,
    video: VideoId,
    granularity: Granularity,
    (from, to): (i64, i64),
) -> Result<Totals, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT CAST(COALESCE(SUM(begun), 0) AS BIGINT) AS begun,
                    CAST(COALESCE(SUM(watched), 0) AS BIGINT) AS watched
             FROM watch_periods WHERE video_id = $1 AND granularity = $2 AND start >= $3 AND start < $4",
        )
        .bind(video.get())
        .bind(granularity.number())
        .bind(from)
        .bind(to)
        .fetch_one(conn)
        .await?
    }))
}

/// The first minute with the most viewers on the days that begin from `from` on and before `to`, and how many.
pub async fn peak(
    tx: &mut impl Read,
    video: VideoId,
    (from, to): (i64, i64),
) -> Result<Option<(i64, i64)>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT minute, viewers FROM watch_peaks WHERE video_id = $1 AND day >= $2 AND day < $3
             ORDER BY viewers DESC, minute LIMIT 1",
        )
        .bind(video.get())
        .bind(from)
        .bind(to)
        .fetch_optional(conn)
        .await?
    }))
}

/// Forgets periods that began before, `most` at once.
pub async fn remove_before(
    tx: &mut Tx,
    granularity: Granularity,
    before: i64,
    most: i64,
) -> Result<u64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query(
            "DELETE FROM watch_periods WHERE (video_id, granularity, start) IN (
                 SELECT video_id, granularity, start FROM watch_periods
                 WHERE granularity = $1 AND start < $2 ORDER BY start LIMIT $3)",
        )
        .bind(granularity.number())
        .bind(before)
        .bind(most)
        .execute(conn)
        .await?
        .rows_affected()
    }))
}
