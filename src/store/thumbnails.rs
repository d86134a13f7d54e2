//! `thumbnails`: the two pictures of each video.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{Timestamp, VideoId};

/// Which of the two pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// The small one of lists.
    Thumbnail,
    /// The large one that a player shows first.
    Preview,
}

impl PictureKind {
    pub(super) const fn number(self) -> i64 {
        match self {
            Self::Thumbnail => 1,
            Self::Preview => 2,
        }
    }
}

/// A picture to be set.
#[derive(Clone, Debug)]
pub struct NewPicture {
    /// Which one.
    pub kind: PictureKind,
    /// Its name in its folder.
    pub filename: String,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Whether it was taken from the video and may be replaced by a better one.
    pub automatic: bool,
}

/// The file name of a picture.
pub async fn find(
    tx: &mut impl Read,
    video: VideoId,
    kind: PictureKind,
) -> Result<Option<String>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar("SELECT filename FROM thumbnails WHERE video_id = $1 AND type = $2")
            .bind(video.get())
            .bind(kind.number())
            .fetch_optional(conn)
            .await?
    }))
}

/// Puts a picture in place of the one before.
pub async fn set(
    tx: &mut Tx,
    video: VideoId,
    picture: &NewPicture,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO thumbnails (video_id, type, filename, width, height, automatic, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (video_id, type) DO UPDATE SET
                filename = excluded.filename, width = excluded.width, height = excluded.height,
                automatic = excluded.automatic, created_at = excluded.created_at",
        )
        .bind(video.get())
        .bind(picture.kind.number())
        .bind(&picture.filename)
        .bind(i64::from(picture.width))
        .bind(i64::from(picture.height))
        .bind(picture.automatic)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Whether none of the pictures of a video is one that its owner sent.
pub async fn are_automatic(tx: &mut impl Read, video: VideoId) -> Result<bool, StoreError> {
    let own: i64 = sql!(tx, |conn| {
        sqlx::query_scalar("SELECT COUNT(*) FROM thumbnails WHERE video_id = $1 AND NOT automatic")
            .bind(video.get())
            .fetch_one(conn)
            .await?
    });
    Ok(own == 0)
}
