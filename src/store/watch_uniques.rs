//! `watch_uniques`: sketches of who watched a video on a day. What they mean is the business of the counters.

use std::collections::HashMap;

use sqlx::AssertSqlSafe;

use super::{
    Connection, Read, StoreError, Tx,
    batch::{ROWS, placeholders},
    sql,
};
use crate::domain::VideoId;

/// A day of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unique {
    /// The video.
    pub video: VideoId,
    /// The beginning of the day, in seconds since 1970.
    pub day: i64,
    /// Who watched.
    pub sketch: Vec<u8>,
}

/// Adds to the sketches that are there by `merge`; answers the rows written. Each video and day is in there once. Of two
/// servers that both begin a video's day in the same moment, one may lose its first sketch.
pub async fn add(
    tx: &mut Tx,
    uniques: &[Unique],
    merge: fn(&[u8], &[u8]) -> Vec<u8>,
) -> Result<u64, StoreError> {
    let mut written = 0;
    for some in uniques.chunks(ROWS) {
        let known = known(tx, some).await?;
        let merged = some
            .iter()
            .map(|row| match known.get(&(row.video.get(), row.day)) {
                Some(sketch) => merge(sketch, &row.sketch),
                None => row.sketch.clone(),
            });
        let merged: Vec<Vec<u8>> = merged.collect();
        let statement = format!(
            "INSERT INTO watch_uniques (video_id, day, sketch) VALUES {}
             ON CONFLICT (video_id, day) DO UPDATE SET sketch = excluded.sketch",
            placeholders(some.len(), 3)
        );
        written += sql!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(some.len() == ROWS);
            for (row, sketch) in some.iter().zip(merged) {
                query = query.bind(row.video.get()).bind(row.day).bind(sketch);
            }
            query.execute(conn).await?.rows_affected()
        });
    }
    Ok(written)
}

/// The sketches that are there, by video and day.
async fn known(tx: &mut Tx, some: &[Unique]) -> Result<HashMap<(i64, i64), Vec<u8>>, StoreError> {
    // SQLite has one writer, and no such clause.
    let lock = match tx.connection() {
        Connection::Sqlite(_) => "",
        Connection::Postgres(_) => " FOR UPDATE",
    };
    let statement = format!(
        "SELECT video_id, day, sketch FROM watch_uniques WHERE (video_id, day) IN (VALUES {}){lock}",
        placeholders(some.len(), 2)
    );
    let rows: Vec<(i64, i64, Vec<u8>)> = sql!(tx, |conn| {
        let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(some.len() == ROWS);
        for row in some {
            query = query.bind(row.video.get()).bind(row.day);
        }
        query.fetch_all(conn).await?
    });
    let rows = rows.into_iter();
    Ok(rows
        .map(|(video, day, sketch)| ((video, day), sketch))
        .collect())
}

/// The days of a video that begin from `from` on and before `to`, in order, with their sketches.
pub async fn list(
    tx: &mut impl Read,
    video: VideoId,
    (from, to): (i64, i64),
) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT day, sketch FROM watch_uniques WHERE video_id = $1 AND day >= $2 AND day < $3 ORDER BY day",
        )
        .bind(video.get())
        .bind(from)
        .bind(to)
        .fetch_all(conn)
        .await?
    }))
}
