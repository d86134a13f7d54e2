//! How an attempt ends, and what that means for the job that waits for it.

use crate::{
    domain::{JobId, Timestamp, VideoId},
    store::{Connection, Read, StoreError, Tx, sql},
};

/// A job whose state was changed, as far as its parent must know.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Ended {
    pub(super) id: i64,
    pub(super) parent_id: Option<i64>,
    pub(super) failed: bool,
}

/// The job is done; the one above it, if that was the last, may begin. False, and nothing is
/// changed, when the lease is no longer held.
pub async fn complete(
    tx: &mut Tx,
    id: JobId,
    lease: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let ended: Option<Ended> = sql!(tx, |conn| {
        sqlx::query_as(
            "UPDATE jobs SET state = 'completed', progress = 100, error = NULL, finished_at = $3,
                             lease = NULL, lease_expires_at = NULL
             WHERE id = $1 AND lease = $2 AND state = 'active'
             RETURNING id, parent_id, FALSE AS failed",
        )
        .bind(id.get())
        .bind(lease)
        .bind(now)
        .fetch_optional(conn)
        .await?
    });
    let Some(ended) = ended else { return Ok(false) };
    if let Some(parent) = ended.parent_id {
        release(tx, parent, now).await?;
    }
    Ok(true)
}

/// The attempt failed: tried again at `retry`, or given up with its reason when there is none or
/// this was the last attempt; the jobs above it are then given up too. False, and nothing is
/// changed, when the lease is no longer held.
pub async fn fail(
    tx: &mut Tx,
    id: JobId,
    lease: &str,
    error: &str,
    retry: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let ended: Option<Ended> = sql!(tx, |conn| {
        sqlx::query_as(
            "UPDATE jobs SET
                 state = CASE WHEN $4 AND attempts < max_attempts THEN 'waiting' ELSE 'failed' END,
                 finished_at = CASE WHEN $4 AND attempts < max_attempts THEN NULL ELSE $6 END,
                 run_at = $5, error = $3, lease = NULL, lease_expires_at = NULL
             WHERE id = $1 AND lease = $2 AND state = 'active'
             RETURNING id, parent_id, state = 'failed' AS failed",
        )
        .bind(id.get())
        .bind(lease)
        .bind(error)
        .bind(retry.is_some())
        .bind(retry.unwrap_or(now))
        .bind(now)
        .fetch_optional(conn)
        .await?
    });
    let Some(ended) = ended else { return Ok(false) };
    fail_parents(tx, &[ended], now).await?;
    Ok(true)
}

/// Puts the job back untouched, since the server stops: this was no attempt. False when the lease
/// is no longer held.
pub async fn give_back(tx: &mut Tx, id: JobId, lease: &str) -> Result<bool, StoreError> {
    let given = sql!(tx, |conn| {
        sqlx::query(
            "UPDATE jobs SET state = 'waiting', attempts = attempts - 1, progress = 0,
                             lease = NULL, lease_expires_at = NULL
             WHERE id = $1 AND lease = $2 AND state = 'active'",
        )
        .bind(id.get())
        .bind(lease)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(given > 0)
}

/// Gives up everything unfinished of a video, with this reason; its workers learn it from their
/// next heartbeat. How many jobs that were.
pub async fn cancel_of_video(
    tx: &mut Tx,
    video: VideoId,
    reason: &str,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let ended: Vec<Ended> = sql!(tx, |conn| {
        sqlx::query_as(
            "UPDATE jobs SET state = 'failed', error = $2, finished_at = $3,
                             lease = NULL, lease_expires_at = NULL
             WHERE video_id = $1 AND state IN ('waiting', 'active', 'waiting-children')
             RETURNING id, parent_id, TRUE AS failed",
        )
        .bind(video.get())
        .bind(reason)
        .bind(now)
        .fetch_all(conn)
        .await?
    });
    fail_parents(tx, &ended, now).await?;
    Ok(ended.len())
}

/// Gives up the jobs that wait for these, as far as these failed, and those above them.
pub(super) async fn fail_parents(
    tx: &mut Tx,
    ended: &[Ended],
    now: Timestamp,
) -> Result<(), StoreError> {
    for job in ended.iter().filter(|job| job.failed) {
        let (mut child, mut next) = (job.id, job.parent_id);
        while let Some(parent) = next {
            let reason = format!("job {child}, which this one waits for, failed");
            let above: Option<(Option<i64>,)> = sql!(tx, |conn| {
                sqlx::query_as(
                    "UPDATE jobs SET state = 'failed', error = $2, finished_at = $3
                     WHERE id = $1 AND state = 'waiting-children' RETURNING parent_id",
                )
                .bind(parent)
                .bind(&reason)
                .bind(now)
                .fetch_optional(conn)
                .await?
            });
            child = parent;
            next = above.and_then(|(above,)| above);
        }
    }
    Ok(())
}

/// Lets a job begin once nothing below it is left to do.
async fn release(tx: &mut Tx, parent: i64, now: Timestamp) -> Result<(), StoreError> {
    // PostgreSQL alone: two children that complete at once see neither the other's end. Whoever
    // takes the parent's row second looks again after the first has committed.
    if let Connection::Postgres(transaction) = tx.connection() {
        sqlx::query("SELECT id FROM jobs WHERE id = $1 FOR UPDATE")
            .bind(parent)
            .execute(&mut **transaction)
            .await?;
    }
    sql!(tx, |conn| {
        sqlx::query(
            "UPDATE jobs SET state = 'waiting',
                             run_at = CASE WHEN run_at < $2 THEN $2 ELSE run_at END
             WHERE id = $1 AND state = 'waiting-children' AND NOT EXISTS (
                 SELECT 1 FROM jobs child
                 WHERE child.parent_id = $1 AND child.state <> 'completed')",
        )
        .bind(parent)
        .bind(now)
        .execute(conn)
        .await?;
    });
    Ok(())
}
