//! `uploads`: what a resumable upload's file cannot tell: whose it is, how long it will be, what it will become.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{Timestamp, UserId, VideoId};

/// A resumable upload.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct UploadRow {
    /// Its name in requests.
    pub id: String,
    /// Whose it is.
    #[sqlx(try_from = "i64")]
    pub user_id: UserId,
    /// Bytes that it will have.
    pub total: i64,
    /// The name of the file on the client's side.
    pub filename: String,
    /// What it will become, as JSON.
    pub metadata: String,
    /// What the client was answered once it was complete.
    pub answer: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When bytes came last.
    pub touched_at: Timestamp,
}

/// An upload to be begun.
#[derive(Clone, Debug)]
pub struct NewUpload<'a> {
    /// Its name in requests.
    pub id: &'a str,
    /// Whose it is.
    pub user: UserId,
    /// Bytes that it will have.
    pub total: u64,
    /// The declared media type.
    pub content_type: &'a str,
    /// The name of the file on the client's side.
    pub filename: &'a str,
    /// What it will become, as JSON.
    pub metadata: &'a str,
}

/// Whether an upload was begun, or was there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inserted {
    /// It was begun.
    New,
    /// The same one had been begun before.
    AlreadyThere,
}

/// Finds an upload.
pub async fn find(tx: &mut impl Read, id: &str) -> Result<Option<UploadRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT id, user_id, total, filename, metadata, answer, created_at, touched_at FROM uploads WHERE id = $1",
        )
        .bind(id)
        .fetch_optional(conn)
        .await?
    }))
}

/// Begins an upload, unless the same one was begun before; then it is touched.
pub async fn insert(
    tx: &mut Tx,
    upload: &NewUpload<'_>,
    now: Timestamp,
) -> Result<Inserted, StoreError> {
    let total = i64::try_from(upload.total).unwrap_or(i64::MAX);
    let added = sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO uploads (id, user_id, total, content_type, filename, metadata, created_at, touched_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (id) DO NOTHING",
        )
        .bind(upload.id)
        .bind(upload.user.get())
        .bind(total)
        .bind(upload.content_type)
        .bind(upload.filename)
        .bind(upload.metadata)
        .bind(now)
        .execute(conn)
        .await?
        .rows_affected()
    });
    if added > 0 {
        return Ok(Inserted::New);
    }
    touch(tx, upload.id, now).await?;
    Ok(Inserted::AlreadyThere)
}

/// Says that bytes came.
pub async fn touch(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE uploads SET touched_at = $2 WHERE id = $1")
            .bind(id)
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Writes down what the client is answered from now on.
pub async fn set_answer(tx: &mut Tx, id: &str, answer: &str) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE uploads SET answer = $2 WHERE id = $1")
            .bind(id)
            .bind(answer)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Ties a completed upload to its video, so that it is forgotten with it.
pub async fn set_video(tx: &mut Tx, id: &str, video: VideoId) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE uploads SET video_id = $2 WHERE id = $1")
            .bind(id)
            .bind(video.get())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Forgets an upload.
pub async fn remove(tx: &mut Tx, id: &str) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM uploads WHERE id = $1")
            .bind(id)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// The incomplete uploads of a user, and the bytes that they will have together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Unfinished {
    /// How many.
    pub count: i64,
    /// Bytes of all of them once complete.
    pub bytes: i64,
}

/// Counts the incomplete uploads of a user, `except` left out.
pub async fn unfinished(
    tx: &mut impl Read,
    user: UserId,
    except: &str,
) -> Result<Unfinished, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(total), 0) AS BIGINT) AS bytes
             FROM uploads WHERE user_id = $1 AND id <> $2 AND answer IS NULL",
        )
        .bind(user.get())
        .bind(except)
        .fetch_one(conn)
        .await?
    }))
}

/// Uploads that nothing has touched since `before`.
pub async fn list_untouched(
    tx: &mut impl Read,
    before: Timestamp,
    most: i64,
) -> Result<Vec<String>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT id FROM uploads WHERE touched_at < $1 ORDER BY touched_at LIMIT $2",
        )
        .bind(before)
        .bind(most)
        .fetch_all(conn)
        .await?
    }))
}

/// The names of every upload, to tell files that nobody knows.
pub async fn list_ids(tx: &mut impl Read) -> Result<Vec<String>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar("SELECT id FROM uploads")
            .fetch_all(conn)
            .await?
    }))
}
