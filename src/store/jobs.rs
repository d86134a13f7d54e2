//! `jobs`: durable background work with leases.
//!
//! A job is inserted in the transaction of the change that asks for it, claimed by one worker
//! under a lease, and completed, failed or given back by who still holds that lease. What a worker
//! answers after its lease went to another changes nothing. Each claim counts as an attempt, so a
//! job that takes the whole server down with it runs out of attempts like any other.

mod claim;
mod end;
mod lists;
mod lost;
mod pause;
mod turn;

#[cfg(test)]
mod tests;

pub use claim::{claim, heartbeat, is_any_due};
pub use end::{cancel_of_video, complete, fail, give_back};
pub use lists::{
    JobFilter, JobOrder, count_by_state, count_unfinished_of_video, find, list, remove_old,
};
pub use lost::recover;
pub use pause::{is_paused, set_paused};

use super::{StoreError, Tx, sql};
use crate::domain::{JobId, JobKind, JobState, Timestamp, VideoId};

/// The columns of [`JobRow`].
macro_rules! columns {
    () => {
        "id, kind, state, priority, turn, payload, request_id, parent_id, video_id, attempts,
         max_attempts, run_at, lease, lease_expires_at, progress, error, created_at, started_at,
         finished_at"
    };
}
use columns;

/// Work to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// What it is about.
    pub kind: JobKind,
    /// Smaller ones come first.
    pub priority: i64,
    /// What its worker needs to know, as JSON.
    pub payload: serde_json::Value,
    /// The request that caused it.
    pub request_id: String,
    /// The job that waits for this one.
    pub parent: Option<JobId>,
    /// The video it is about: deleted with it.
    pub video: Option<VideoId>,
    /// It is given up after so many attempts.
    pub max_attempts: u32,
    /// It is not begun before; nothing for at once.
    pub run_at: Option<Timestamp>,
    /// Whether it waits for jobs below it, which must be inserted in the same unit of work.
    pub waits_for_children: bool,
}

/// A job.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct JobRow {
    /// Its number.
    #[sqlx(try_from = "i64")]
    pub id: JobId,
    /// What it is about.
    #[sqlx(try_from = "String")]
    pub kind: JobKind,
    /// Where it is.
    #[sqlx(try_from = "String")]
    pub state: JobState,
    /// Smaller ones come first.
    pub priority: i64,
    /// Among those of one priority, smaller ones come first.
    pub turn: i64,
    /// What its worker needs to know, as JSON.
    pub payload: String,
    /// The request that caused it.
    pub request_id: String,
    parent_id: Option<i64>,
    video_id: Option<i64>,
    /// How often it was begun, the present time too.
    pub attempts: i64,
    /// It is given up after so many.
    pub max_attempts: i64,
    /// It is not begun before.
    pub run_at: Timestamp,
    /// Proof of who holds it.
    pub lease: Option<String>,
    /// When it is given to another, unless its holder says that it lives.
    pub lease_expires_at: Option<Timestamp>,
    /// How far it is, 0 to 100.
    pub progress: i64,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the last attempt began.
    pub started_at: Option<Timestamp>,
    /// When it was completed or given up.
    pub finished_at: Option<Timestamp>,
}

impl JobRow {
    /// The job that waits for this one.
    #[must_use]
    pub fn parent(&self) -> Option<JobId> {
        self.parent_id.map(JobId::new)
    }

    /// The video it is about.
    #[must_use]
    pub fn video(&self) -> Option<VideoId> {
        self.video_id.map(VideoId::new)
    }
}

/// Adds a job. That of a video takes its turn behind the other unfinished ones of the video's owner.
pub async fn insert(tx: &mut Tx, job: &NewJob, now: Timestamp) -> Result<JobId, StoreError> {
    let state = if job.waits_for_children {
        JobState::WaitingChildren
    } else {
        JobState::Waiting
    };
    let owner = match job.video {
        Some(video) => turn::owner(tx, video).await?,
        None => None,
    };
    let turn = turn::next(tx, job.kind, job.priority, owner, now).await?;
    let id: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "INSERT INTO jobs (kind, state, priority, payload, request_id, parent_id, video_id,
                               max_attempts, run_at, created_at, user_id, turn)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        )
        .bind(job.kind.word())
        .bind(state.word())
        .bind(job.priority)
        .bind(job.payload.to_string())
        .bind(&job.request_id)
        .bind(job.parent.map(JobId::get))
        .bind(job.video.map(VideoId::get))
        .bind(i64::from(job.max_attempts))
        .bind(job.run_at.unwrap_or(now))
        .bind(now)
        .bind(owner)
        .bind(turn)
        .fetch_one(conn)
        .await?
    });
    Ok(JobId::new(id))
}
