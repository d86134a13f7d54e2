//! `streaming_playlists`: the HLS playlist of each video that has one.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{Timestamp, VideoId};

/// An HLS playlist.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PlaylistRow {
    /// Its number.
    pub id: i64,
    /// The name of its master playlist.
    pub master_filename: String,
    /// The name of the file with the SHA-256 of each segment.
    pub sha256_filename: String,
}

/// The playlist of a video.
pub async fn find(tx: &mut impl Read, video: VideoId) -> Result<Option<PlaylistRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT id, master_filename, sha256_filename FROM streaming_playlists WHERE video_id = $1",
        )
        .bind(video.get())
        .fetch_optional(conn)
        .await?
    }))
}

/// Adds the playlist of a video; its number.
pub async fn insert(
    tx: &mut Tx,
    video: VideoId,
    master_filename: &str,
    sha256_filename: &str,
    now: Timestamp,
) -> Result<i64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO streaming_playlists (video_id, type, master_filename, sha256_filename, created_at, updated_at)
             VALUES ($1, 1, $2, $3, $4, $4) RETURNING id",
        )
        .bind(video.get())
        .bind(master_filename)
        .bind(sha256_filename)
        .bind(now)
        .fetch_one(conn)
        .await?
    }))
}

/// Gives the playlist of a video other files.
pub async fn set_names(
    tx: &mut Tx,
    id: i64,
    master_filename: &str,
    sha256_filename: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE streaming_playlists SET master_filename = $2, sha256_filename = $3, updated_at = $4
             WHERE id = $1",
        )
        .bind(id)
        .bind(master_filename)
        .bind(sha256_filename)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Forgets the playlist of a video and its renditions.
pub async fn remove(tx: &mut Tx, video: VideoId) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM streaming_playlists WHERE video_id = $1")
            .bind(video.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}
