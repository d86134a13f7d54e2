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
    /// Of a rendition: its codecs as RFC 6381 writes them.
    pub codecs: Option<String>,
    /// Of a rendition: bits per second of its largest segment.
    pub bandwidth: Option<i64>,
    /// Of a rendition: bits per second over all its segments.
    pub average_bandwidth: Option<i64>,
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
    /// What a master playlist says of it; of a rendition alone.
    pub stream: Option<StreamFacts>,
}

/// What a master playlist says of a rendition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamFacts {
    /// Its codecs as RFC 6381 writes them.
    pub codecs: String,
    /// Bits per second of its largest segment.
    pub bandwidth: u64,
    /// Bits per second over all its segments.
    pub average_bandwidth: u64,
}

/// Every file of a video, the largest resolution first.
pub async fn list(tx: &mut impl Read, video: VideoId) -> Result<Vec<VideoFileRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT id, playlist_id, resolution, width, height, fps, size, has_audio, has_video, filename,
                    playlist_filename, storage, metadata, codecs, bandwidth, average_bandwidth
             FROM video_files WHERE video_id = $1 ORDER BY resolution DESC, id",
        )
        .bind(video.get())
        .fetch_all(conn)
        .await?
    }))
}

/// Adds a file; its number.
pub async fn insert(
    tx: &mut Tx,
    file: &NewVideoFile,
    now: Timestamp,
) -> Result<VideoFileId, StoreError> {
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let stream = file.stream.as_ref();
    let id: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO video_files (video_id, playlist_id, resolution, width, height, fps, size, has_audio,
                                      has_video, filename, playlist_filename, metadata, created_at,
                                      codecs, bandwidth, average_bandwidth)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             RETURNING id",
        )
        .bind(file.video.get())
        .bind(file.playlist)
        .bind(i64::from(file.resolution.id()))
        .bind(file.picture.map(|(width, _)| i64::from(width)))
        .bind(file.picture.map(|(_, height)| i64::from(height)))
        .bind(file.fps)
        .bind(number(file.size))
        .bind(file.has_audio)
        .bind(file.picture.is_some())
        .bind(&file.filename)
        .bind(&file.playlist_filename)
        .bind(&file.metadata)
        .bind(now)
        .bind(stream.map(|stream| &stream.codecs))
        .bind(stream.map(|stream| number(stream.bandwidth)))
        .bind(stream.map(|stream| number(stream.average_bandwidth)))
        .fetch_one(conn)
        .await?
    });
    Ok(VideoFileId::new(id))
}

/// Gives a file other names.
pub async fn set_names(
    tx: &mut Tx,
    id: VideoFileId,
    filename: &str,
    playlist_filename: Option<&str>,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE video_files SET filename = $2, playlist_filename = $3 WHERE id = $1")
            .bind(id.get())
            .bind(filename)
            .bind(playlist_filename)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Forgets one file of a video.
pub async fn remove(tx: &mut Tx, id: VideoFileId) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM video_files WHERE id = $1")
            .bind(id.get())
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
