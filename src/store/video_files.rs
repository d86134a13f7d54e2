//! `video_files`: web videos and the renditions of HLS playlists.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{Resolution, Timestamp, VideoFileId, VideoId};

/// One media file.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct VideoFileRow {
    /// Its number.
    #[sqlx(try_from = "i64")]
    pub id: VideoFileId,
    /// The HLS playlist that it is a rendition of; none for a web video.
    pub playlist_id: Option<i64>,
    /// Its resolution.
    #[sqlx(try_from = "i64")]
    pub resolution: Resolution,
    /// Pixels from left to right.
    pub width: Option<i64>,
    /// Pixels from top to bottom.
    pub height: Option<i64>,
    /// Pictures in a second.
    pub fps: f64,
    /// Bytes.
    pub size: i64,
    /// Whether it has sound.
    pub has_audio: bool,
    /// Whether it has a picture.
    pub has_video: bool,
    /// Its name in its folder.
    pub filename: String,
    /// The name of its own HLS playlist.
    pub playlist_filename: Option<String>,
    /// Where it lies: 0 this machine, 1 object storage.
    pub storage: i64,
    /// Its probe as JSON.
    pub metadata: Option<String>,
}

/// A file to be added.
#[derive(Clone, Debug)]
pub struct NewVideoFile {
    /// Its video.
    pub video: VideoId,
    /// The HLS playlist that it is a rendition of.
    pub playlist: Option<i64>,
    /// Its resolution.
    pub resolution: Resolution,
    /// Width and height in pixels; none without a picture.
    pub picture: Option<(u32, u32)>,
    /// Pictures in a second.
    pub fps: f64,
    /// Bytes.
    pub size: u64,
    /// Whether it has sound.
    pub has_audio: bool,
    /// Its name in its folder.
    pub filename: String,
    /// The name of its own HLS playlist.
    pub playlist_filename: Option<String>,
    /// Its probe as JSON.
    pub metadata: Option<String>,
}

/// Every file of a video, the largest resolution first.
pub async fn list(tx: &mut impl Read, video: VideoId) -> Result<Vec<VideoFileRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT id, playlist_id, resolution, width, height, fps, size, has_audio, has_video, filename,
                    playlist_filename, storage, metadata
             FROM video_files WHERE video_id = $1 ORDER BY resolution DESC, id",
        )
        .bind(video.get())
        .fetch_all(conn)
        .await?
    }))
}

/// Adds a file.
pub async fn insert(tx: &mut Tx, file: &NewVideoFile, now: Timestamp) -> Result<(), StoreError> {
    let size = i64::try_from(file.size).unwrap_or(i64::MAX);
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO video_files (video_id, playlist_id, resolution, width, height, fps, size, has_audio,
                                      has_video, filename, playlist_filename, metadata, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(file.video.get())
        .bind(file.playlist)
        .bind(i64::from(file.resolution.id()))
        .bind(file.picture.map(|(width, _)| i64::from(width)))
        .bind(file.picture.map(|(_, height)| i64::from(height)))
        .bind(file.fps)
        .bind(size)
        .bind(file.has_audio)
        .bind(file.picture.is_some())
        .bind(&file.filename)
        .bind(&file.playlist_filename)
        .bind(&file.metadata)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Forgets every file of a video; its HLS playlist goes with [`super::streaming_playlists::remove`].
pub async fn remove_of_video(tx: &mut Tx, video: VideoId) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM video_files WHERE video_id = $1")
            .bind(video.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}
