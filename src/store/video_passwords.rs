//! `video_passwords`: what opens a password-protected video. Kept as they are: the contract shows
//! them to the video's owner.

use super::{Read, StoreError, Tx, sql, video_file_tokens};
use crate::domain::{Timestamp, VideoId};

/// A password of a video.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct VideoPassword {
    /// The number that names it.
    pub id: i64,
    /// The password.
    pub password: String,
    /// When it was set.
    pub created_at: Timestamp,
}

/// The passwords of a video, the oldest first.
pub async fn list(tx: &mut impl Read, video: VideoId) -> Result<Vec<VideoPassword>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT id, password, created_at FROM video_passwords WHERE video_id = $1 ORDER BY id",
        )
        .bind(video.get())
        .fetch_all(conn)
        .await?
    }))
}

/// Whether one of `spellings` is a password of the video.
pub async fn matches(
    tx: &mut impl Read,
    video: VideoId,
    spellings: &[String],
) -> Result<bool, StoreError> {
    if spellings.is_empty() {
        return Ok(false);
    }
    let passwords = list(tx, video).await?;
    Ok(passwords
        .iter()
        .any(|known| spellings.contains(&known.password)))
}

/// Sets the passwords of a video in place of all it had; a repeated one counts once. The file
/// tokens given for a password end.
pub async fn replace(
    tx: &mut Tx,
    video: VideoId,
    passwords: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM video_passwords WHERE video_id = $1")
            .bind(video.get())
            .execute(conn)
            .await?;
    });
    for password in passwords {
        sql!(tx, |conn| {
            sqlx::query(
                "INSERT INTO video_passwords (video_id, password, created_at) VALUES ($1, $2, $3)
                 ON CONFLICT (video_id, password) DO NOTHING",
            )
            .bind(video.get())
            .bind(password)
            .bind(now)
            .execute(conn)
            .await?;
        });
    }
    video_file_tokens::remove_of_passwords(tx, video).await
}
