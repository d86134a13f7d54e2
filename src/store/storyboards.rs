//! `storyboards`: the sheet of small pictures of each video that has one.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{Timestamp, VideoId};

/// A sheet; sizes in pixels, the duration in seconds.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct StoryboardRow {
    /// Its name in its folder.
    pub filename: String,
    /// Height of the sheet.
    pub total_height: i64,
    /// Width of the sheet.
    pub total_width: i64,
    /// Height of one picture.
    pub sprite_height: i64,
    /// Width of one picture.
    pub sprite_width: i64,
    /// What one picture stands for.
    pub sprite_duration: i64,
}

/// The sheet of a video.
pub async fn find(tx: &mut impl Read, video: VideoId) -> Result<Option<StoryboardRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT filename, total_height, total_width, sprite_height, sprite_width, sprite_duration
             FROM storyboards WHERE video_id = $1",
        )
        .bind(video.get())
        .fetch_optional(conn)
        .await?
    }))
}

/// Sets the sheet of a video, in the place of the one before.
pub async fn set(
    tx: &mut Tx,
    video: VideoId,
    sheet: &StoryboardRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO storyboards (video_id, filename, total_height, total_width, sprite_height,
                                      sprite_width, sprite_duration, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (video_id) DO UPDATE SET
                 filename = excluded.filename, total_height = excluded.total_height,
                 total_width = excluded.total_width, sprite_height = excluded.sprite_height,
                 sprite_width = excluded.sprite_width, sprite_duration = excluded.sprite_duration,
                 created_at = excluded.created_at",
        )
        .bind(video.get())
        .bind(&sheet.filename)
        .bind(sheet.total_height)
        .bind(sheet.total_width)
        .bind(sheet.sprite_height)
        .bind(sheet.sprite_width)
        .bind(sheet.sprite_duration)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}
