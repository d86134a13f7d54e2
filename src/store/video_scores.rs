//! The columns of `videos` that lists of popular videos are sorted by: views, those of the last days, and `hot`.

use sqlx::AssertSqlSafe;

use super::{
    StoreError, Tx,
    batch::{ROWS, placeholders},
    sql,
};
use crate::domain::{Timestamp, VideoId, popularity};

/// What scores are made of.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ScoredRow {
    /// The video.
    #[sqlx(try_from = "i64")]
    pub id: VideoId,
    /// Its address in the federation.
    pub url: String,
    /// Whether it is another instance's.
    pub remote: bool,
    /// How often it was viewed.
    pub views: i64,
    /// How many like it.
    pub likes: i64,
    /// How many dislike it.
    pub dislikes: i64,
    /// When it became public.
    pub published_at: Timestamp,
}

impl ScoredRow {
    /// Its score with so many views more.
    #[must_use]
    pub fn hot(&self, more_views: i64) -> f64 {
        let views = self.views.saturating_add(more_views);
        popularity::hot(views, self.likes, self.dislikes, self.published_at)
    }
}

/// Those of the videos that are there, in the order of their numbers.
pub async fn list(tx: &mut Tx, videos: &[VideoId]) -> Result<Vec<ScoredRow>, StoreError> {
    let mut found = Vec::with_capacity(videos.len());
    for some in videos.chunks(ROWS) {
        let statement = format!(
            "SELECT id, url, remote, views, likes, dislikes, published_at FROM videos
             WHERE id IN ({}) ORDER BY id",
            placeholders(some.len(), 1)
        );
        let mut rows: Vec<ScoredRow> = sql!(tx, |conn| {
            let mut query = sqlx::query_as(AssertSqlSafe(statement)).persistent(some.len() == ROWS);
            for id in some {
                query = query.bind(id.get());
            }
            query.fetch_all(conn).await?
        });
        found.append(&mut rows);
    }
    Ok(found)
}

/// Views to be added to a video, and the score that it has then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Viewed {
    /// The video.
    pub video: VideoId,
    /// Views that are added.
    pub views: i64,
    /// See [`ScoredRow::hot`].
    pub hot: f64,
}

/// Adds views; answers the rows written.
pub async fn add_views(tx: &mut Tx, viewed: &[Viewed]) -> Result<u64, StoreError> {
    let mut written = 0;
    for some in viewed.chunks(ROWS) {
        let statement = format!(
            "WITH counted (video, more, score) AS (VALUES {})
             UPDATE videos SET views = views + counted.more, recent_views = recent_views + counted.more,
                               hot = counted.score
             FROM counted WHERE videos.id = counted.video",
            placeholders(some.len(), 3)
        );
        written += sql!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(some.len() == ROWS);
            for row in some {
                query = query.bind(row.video.get()).bind(row.views).bind(row.hot);
            }
            query.execute(conn).await?.rows_affected()
        });
    }
    Ok(written)
}

/// Rewrites the score of a video whose publication, views or rates have changed.
pub async fn renew(tx: &mut Tx, video: VideoId) -> Result<(), StoreError> {
    let Some(row) = list(tx, &[video]).await?.pop() else {
        return Ok(());
    };
    sql!(tx, |conn| {
        sqlx::query("UPDATE videos SET hot = $2 WHERE id = $1")
            .bind(video.get())
            .bind(row.hot(0))
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Counts the views of the last days anew for the videos that had some on a day from `left` on that is not among them
/// any more: those before `since`. Both in seconds since 1970.
pub async fn forget_views_before(tx: &mut Tx, since: i64, left: i64) -> Result<u64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query(
            "UPDATE videos SET recent_views = (
                 SELECT CAST(COALESCE(SUM(p.views), 0) AS BIGINT) FROM watch_periods p
                 WHERE p.video_id = videos.id AND p.granularity = 3 AND p.start >= $1)
             WHERE recent_views > 0 AND id IN (
                 SELECT p.video_id FROM watch_periods p
                 WHERE p.granularity = 3 AND p.start >= $2 AND p.start < $1 AND p.views > 0)",
        )
        .bind(since)
        .bind(left)
        .execute(conn)
        .await?
        .rows_affected()
    }))
}
