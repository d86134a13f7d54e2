//! `video_tags`: the tags of each video, in their owner's order.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{VideoId, text::fold};

/// The tags of a video.
pub async fn list(tx: &mut impl Read, video: VideoId) -> Result<Vec<String>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar("SELECT tag FROM video_tags WHERE video_id = $1 ORDER BY position")
            .bind(video.get())
            .fetch_all(conn)
            .await?
    }))
}

/// Puts these tags in place of those before.
pub async fn replace(tx: &mut Tx, video: VideoId, tags: &[String]) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM video_tags WHERE video_id = $1")
            .bind(video.get())
            .execute(conn)
            .await?;
    });
    for (position, tag) in (0_i64..).zip(tags) {
        sql!(tx, |conn| {
            sqlx::query(
                "INSERT INTO video_tags (video_id, position, tag, tag_folded) VALUES ($1, $2, $3, $4)",
            )
            .bind(video.get())
            .bind(position)
            .bind(tag)
            .bind(fold(tag))
            .execute(conn)
            .await?;
        });
    }
    Ok(())
}
