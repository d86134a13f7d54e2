//! The files that clients may ask for by name, over the tables that name them: `video_files`,
//! `streaming_playlists`, `thumbnails` and `storyboards`.
//!
//! A name from outside is only ever compared with these; what no row has is no file.

use sqlx::types::Uuid;

use super::{Read, StoreError, sql, thumbnails::PictureKind};
use crate::domain::{Privacy, PublicUuid, UserId, VideoId, VideoState, permission::Visibility};

/// The video that a file belongs to, as far as rights go.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ServedVideo {
    /// Which video.
    #[sqlx(try_from = "i64")]
    pub id: VideoId,
    #[sqlx(try_from = "i64")]
    privacy: Privacy,
    #[sqlx(try_from = "i64")]
    state: VideoState,
    owner: Option<i64>,
}

impl ServedVideo {
    /// What decides who may watch it.
    #[must_use]
    pub fn visibility(&self) -> Visibility {
        Visibility {
            privacy: self.privacy,
            state: self.state,
            owner: self.owner.map(UserId::new),
        }
    }

    /// Whether everybody may have its files.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        self.privacy.files_are_public()
    }
}

/// A query for one video: the columns of [`ServedVideo`], and what the given text adds.
macro_rules! of_video {
    ($rest:literal) => {
        concat!(
            "SELECT v.id, v.privacy, v.state, a.user_id AS owner
             FROM videos v JOIN channels c ON c.id = v.channel_id JOIN accounts a ON a.id = c.account_id ",
            $rest
        )
    };
}

/// Finds the video that has a web video of this name.
pub async fn find_web_video(
    tx: &mut impl Read,
    filename: &str,
) -> Result<Option<ServedVideo>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(of_video!(
            "JOIN video_files f ON f.video_id = v.id
             WHERE f.filename = $1 AND f.playlist_id IS NULL"
        ))
        .bind(filename)
        .fetch_optional(conn)
        .await?
    }))
}

/// Finds the video with this UUID, if a file of its HLS playlist has this name.
pub async fn find_hls(
    tx: &mut impl Read,
    uuid: PublicUuid,
    filename: &str,
) -> Result<Option<ServedVideo>, StoreError> {
    let uuid: Uuid = uuid.as_uuid();
    Ok(sql!(tx, |conn| {
        sqlx::query_as(of_video!(
            "JOIN streaming_playlists p ON p.video_id = v.id
             WHERE v.uuid = $1
               AND (p.master_filename = $2 OR p.sha256_filename = $2
                    OR EXISTS (SELECT 1 FROM video_files f WHERE f.playlist_id = p.id
                               AND (f.filename = $2 OR f.playlist_filename = $2)))"
        ))
        .bind(uuid)
        .bind(filename)
        .fetch_optional(conn)
        .await?
    }))
}

/// Finds the live with this UUID: what is on air of it has no rows.
pub async fn find_live(
    tx: &mut impl Read,
    uuid: PublicUuid,
) -> Result<Option<ServedVideo>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(of_video!(
            "JOIN video_lives l ON l.video_id = v.id WHERE v.uuid = $1"
        ))
        .bind(uuid.as_uuid())
        .fetch_optional(conn)
        .await?
    }))
}

/// Finds the video that has a picture of this kind and name.
pub async fn find_picture(
    tx: &mut impl Read,
    kind: PictureKind,
    filename: &str,
) -> Result<Option<ServedVideo>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(of_video!(
            "JOIN thumbnails t ON t.video_id = v.id WHERE t.filename = $1 AND t.type = $2"
        ))
        .bind(filename)
        .bind(kind.number())
        .fetch_optional(conn)
        .await?
    }))
}

/// Finds the video that has a storyboard of this name.
pub async fn find_storyboard(
    tx: &mut impl Read,
    filename: &str,
) -> Result<Option<ServedVideo>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(of_video!(
            "JOIN storyboards s ON s.video_id = v.id WHERE s.filename = $1"
        ))
        .bind(filename)
        .fetch_optional(conn)
        .await?
    }))
}

#[cfg(test)]
pub(crate) mod fixture;
