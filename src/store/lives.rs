//! `video_lives`: what a video has beside the others' when it is a live.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{
    LatencyMode, LiveWishes, Privacy, PublicUuid, StreamKey, Timestamp, UserId, VideoId, VideoState,
};

/// A live, with what decides whether it may be published.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LiveRow {
    /// Its video.
    #[sqlx(try_from = "i64")]
    pub video_id: VideoId,
    /// The public id of its video.
    #[sqlx(try_from = "uuid::Uuid")]
    pub uuid: PublicUuid,
    /// Where its video is on its way.
    #[sqlx(try_from = "i64")]
    pub state: VideoState,
    /// Who may watch it.
    #[sqlx(try_from = "i64")]
    pub privacy: Privacy,
    /// Whose it is.
    #[sqlx(try_from = "i64")]
    pub owner_id: UserId,
    /// Whether its owner is blocked.
    pub owner_blocked: bool,
    /// Whether it has one session after another.
    pub permanent: bool,
    save_replay: bool,
    replay_privacy: Option<i64>,
    #[sqlx(try_from = "i64")]
    latency_mode: LatencyMode,
}

impl LiveRow {
    /// What its owner wants of it.
    #[must_use]
    pub fn wishes(&self) -> LiveWishes {
        LiveWishes {
            permanent: self.permanent,
            replay: replay(self.save_replay, self.replay_privacy, self.privacy),
            latency: self.latency_mode,
        }
    }
}

/// The privacy of the video that a session becomes: that of the live where it is not said.
pub(super) fn replay(saved: bool, privacy: Option<i64>, otherwise: Privacy) -> Option<Privacy> {
    let said = privacy.and_then(|number| Privacy::try_from(number).ok());
    saved.then(|| said.unwrap_or(otherwise))
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT l.video_id, v.uuid, v.state, v.privacy, u.id AS owner_id, u.blocked AS owner_blocked, l.permanent,
                    l.save_replay, l.replay_privacy, l.latency_mode
             FROM video_lives l JOIN videos v ON v.id = l.video_id JOIN channels c ON c.id = v.channel_id
             JOIN accounts a ON a.id = c.account_id JOIN users u ON u.id = a.user_id ",
            $rest
        )
    };
}

/// Adds a live to its video.
pub async fn insert(
    tx: &mut Tx,
    video: VideoId,
    key: &StreamKey,
    wishes: &LiveWishes,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO video_lives (video_id, key_hash, permanent, save_replay, replay_privacy, latency_mode,
                                      created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
        )
        .bind(video.get())
        .bind(&key.hash()[..])
        .bind(wishes.permanent)
        .bind(wishes.replay.is_some())
        .bind(wishes.replay.map(Privacy::number))
        .bind(wishes.latency.number())
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Writes what its owner wants of a live over what was wanted before.
pub async fn set(
    tx: &mut Tx,
    video: VideoId,
    wishes: &LiveWishes,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE video_lives SET permanent = $2, save_replay = $3, replay_privacy = $4, latency_mode = $5,
                                    updated_at = $6
             WHERE video_id = $1",
        )
        .bind(video.get())
        .bind(wishes.permanent)
        .bind(wishes.replay.is_some())
        .bind(wishes.replay.map(Privacy::number))
        .bind(wishes.latency.number())
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}

/// Finds the live of a video.
pub async fn find(tx: &mut impl Read, video: VideoId) -> Result<Option<LiveRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(select!("WHERE l.video_id = $1"))
            .bind(video.get())
            .fetch_optional(conn)
            .await?
    }))
}

/// Finds a live by the public id of its video.
pub async fn find_by_uuid(
    tx: &mut impl Read,
    uuid: PublicUuid,
) -> Result<Option<LiveRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(select!("WHERE v.uuid = $1"))
            .bind(uuid.as_uuid())
            .fetch_optional(conn)
            .await?
    }))
}

/// Finds the live that a key publishes.
pub async fn find_by_key(
    tx: &mut impl Read,
    key: &StreamKey,
) -> Result<Option<LiveRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(select!("WHERE l.key_hash = $1"))
            .bind(&key.hash()[..])
            .fetch_optional(conn)
            .await?
    }))
}

/// How many lives there are that are not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Counted {
    /// Of everybody.
    pub all: i64,
    /// Of this user.
    pub own: i64,
}

/// Counts the lives that are not over.
pub async fn count(tx: &mut impl Read, user: UserId) -> Result<Counted, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT COUNT(*) AS \"all\", CAST(COALESCE(SUM(CASE WHEN a.user_id = $1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS own
             FROM videos v JOIN channels c ON c.id = v.channel_id JOIN accounts a ON a.id = c.account_id
             WHERE v.is_live AND NOT v.remote AND v.state <> $2",
        )
        .bind(user.get())
        .bind(VideoState::LiveEnded.number())
        .fetch_one(conn)
        .await?
    }))
}

/// Every live with what is kept of its key, to find those that were made of another secret.
pub async fn list_keys(
    tx: &mut impl Read,
) -> Result<Vec<(VideoId, PublicUuid, Vec<u8>)>, StoreError> {
    let rows: Vec<(i64, uuid::Uuid, Vec<u8>)> = sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT l.video_id, v.uuid, l.key_hash FROM video_lives l JOIN videos v ON v.id = l.video_id",
        )
        .fetch_all(conn)
        .await?
    });
    let rows = rows.into_iter();
    Ok(rows
        .map(|(id, uuid, hash)| (VideoId::new(id), uuid.into(), hash))
        .collect())
}

/// Writes what is kept of a live's key anew.
pub async fn set_key(tx: &mut Tx, video: VideoId, key: &StreamKey) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE video_lives SET key_hash = $2 WHERE video_id = $1")
            .bind(video.get())
            .bind(&key.hash()[..])
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// What a live is once its recording is its file.
#[derive(Clone, Copy, Debug)]
pub struct Recorded {
    /// Seconds.
    pub duration: i64,
    /// Width by height.
    pub aspect_ratio: f64,
    /// Where it is on its way.
    pub state: VideoState,
}

/// Turns a live that is over into a video like others.
pub async fn end(
    tx: &mut Tx,
    id: VideoId,
    recorded: &Recorded,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE videos SET is_live = FALSE, duration = $2, aspect_ratio = $3, state = $4, state_reason = NULL,
                               updated_at = $5
             WHERE id = $1",
        )
        .bind(id.get())
        .bind(recorded.duration)
        .bind(recorded.aspect_ratio)
        .bind(recorded.state.number())
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}
