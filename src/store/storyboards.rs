//! `storyboards`: the sheet of small pictures of each video that has one.

use super::{Read, StoreError, sql};
use crate::domain::VideoId;

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
