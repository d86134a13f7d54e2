//! `live_sessions`: the sessions of lives, from the first publisher of each to its end.

use super::{Read, StoreError, Tx, lives, sql};
use crate::domain::{LiveError, LiveSessionId, Privacy, PublicUuid, Timestamp, VideoId};

/// A session.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LiveSessionRow {
    /// Its number.
    #[sqlx(try_from = "i64")]
    pub id: LiveSessionId,
    /// The live.
    #[sqlx(try_from = "i64")]
    pub video_id: VideoId,
    /// The public id of the live.
    #[sqlx(try_from = "uuid::Uuid")]
    pub uuid: PublicUuid,
    /// The name of its recording.
    pub folder: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    error: Option<i64>,
    save_replay: bool,
    replay_privacy: Option<i64>,
    #[sqlx(try_from = "i64")]
    privacy: Privacy,
    /// Whether nothing more is to be made of its recording.
    pub processed: bool,
    replay_id: Option<i64>,
    replay_uuid: Option<uuid::Uuid>,
}

impl LiveSessionRow {
    /// Why it ended.
    #[must_use]
    pub fn error(&self) -> Option<LiveError> {
        self.error
            .and_then(|number| LiveError::try_from(number).ok())
    }

    /// The privacy of the video that is made of it; none where none is.
    #[must_use]
    pub fn replay(&self) -> Option<Privacy> {
        lives::replay(self.save_replay, self.replay_privacy, self.privacy)
    }

    /// The video that was made of it.
    #[must_use]
    pub fn replay_video(&self) -> Option<(VideoId, PublicUuid)> {
        let id = self.replay_id.map(VideoId::new)?;
        Some((id, self.replay_uuid?.into()))
    }
}

/// A session to be begun.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// The live.
    pub video: VideoId,
    /// The name of its recording.
    pub folder: &'a str,
    /// The server that holds it.
    pub holder: &'a str,
    /// The privacy of the video that it becomes, if it becomes one.
    pub replay: Option<Privacy>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.video_id, v.uuid, s.folder, s.started_at, s.ended_at, s.error, s.save_replay,
                    s.replay_privacy, v.privacy, s.processed, r.id AS replay_id, r.uuid AS replay_uuid
             FROM live_sessions s JOIN videos v ON v.id = s.video_id LEFT JOIN videos r ON r.id = s.replay_video_id ",
            $rest
        )
    };
}

/// Begins a session.
pub async fn insert(
    tx: &mut Tx,
    session: &NewSession<'_>,
    now: Timestamp,
) -> Result<LiveSessionId, StoreError> {
    let id: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO live_sessions (video_id, folder, holder, save_replay, replay_privacy, started_at)
             VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        )
        .bind(session.video.get())
        .bind(session.folder)
        .bind(session.holder)
        .bind(session.replay.is_some())
        .bind(session.replay.map(Privacy::number))
        .bind(now)
        .fetch_one(conn)
        .await?
    });
    Ok(LiveSessionId::new(id))
}

/// Finds a session.
pub async fn find(
    tx: &mut impl Read,
    id: LiveSessionId,
) -> Result<Option<LiveSessionRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(select!("WHERE s.id = $1"))
            .bind(id.get())
            .fetch_optional(conn)
            .await?
    }))
}

/// The session of a live that has not ended.
pub async fn find_open(
    tx: &mut impl Read,
    video: VideoId,
) -> Result<Option<LiveSessionRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(select!("WHERE s.video_id = $1 AND s.ended_at IS NULL"))
            .bind(video.get())
            .fetch_optional(conn)
            .await?
    }))
}

/// The session that a video was made of.
pub async fn find_by_replay(
    tx: &mut impl Read,
    video: VideoId,
) -> Result<Option<LiveSessionRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(select!(
            "WHERE s.replay_video_id = $1 ORDER BY s.id DESC LIMIT 1"
        ))
        .bind(video.get())
        .fetch_optional(conn)
        .await?
    }))
}

/// The sessions of a live, the oldest first.
pub async fn list(tx: &mut impl Read, video: VideoId) -> Result<Vec<LiveSessionRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(select!("WHERE s.video_id = $1 ORDER BY s.started_at, s.id"))
            .bind(video.get())
            .fetch_all(conn)
            .await?
    }))
}

/// The sessions of a server that have not ended.
pub async fn list_open(
    tx: &mut impl Read,
    holder: &str,
) -> Result<Vec<LiveSessionRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(select!(
            "WHERE s.holder = $1 AND s.ended_at IS NULL ORDER BY s.id"
        ))
        .bind(holder)
        .fetch_all(conn)
        .await?
    }))
}

/// Ends a session; whether it had not ended before.
pub async fn end(
    tx: &mut Tx,
    id: LiveSessionId,
    error: Option<LiveError>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let ended = sql!(tx, |conn| {
        sqlx::query(
            "UPDATE live_sessions SET ended_at = $2, error = COALESCE($3, error)
              WHERE id = $1 AND ended_at IS NULL",
        )
        .bind(id.get())
        .bind(now)
        .bind(error.map(LiveError::number))
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(ended > 0)
}

/// Says what went wrong with a session that goes on.
pub async fn note(tx: &mut Tx, id: LiveSessionId, error: LiveError) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE live_sessions SET error = $2 WHERE id = $1 AND ended_at IS NULL")
            .bind(id.get())
            .bind(error.number())
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Says that nothing more is to be made of its recording, and what was.
pub async fn set_processed(
    tx: &mut Tx,
    id: LiveSessionId,
    replay: Option<VideoId>,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE live_sessions SET processed = TRUE, replay_video_id = $2 WHERE id = $1",
        )
        .bind(id.get())
        .bind(replay.map(VideoId::get))
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Whether something may yet be made of the recording of this name.
pub async fn is_unprocessed(tx: &mut impl Read, folder: &str) -> Result<bool, StoreError> {
    let found: i64 = sql!(tx, |conn| {
        sqlx::query_scalar("SELECT COUNT(*) FROM live_sessions WHERE folder = $1 AND NOT processed")
            .bind(folder)
            .fetch_one(conn)
            .await?
    });
    Ok(found > 0)
}
