//! Taking a job and keeping it.

use super::{JobRow, columns, lost, pause::is_paused};
use crate::{
    domain::{JobId, JobKind, Timestamp},
    store::{Connection, Read, StoreError, Tx, sql},
};

/// A job that could be claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
struct Candidate {
    // In the order of the derive: the first is compared first.
    priority: i64,
    turn: i64,
    run_at: Timestamp,
    id: i64,
}

/// Gives the first job of these kinds to the holder of `lease`, to it alone; nothing while the
/// queue is paused. Jobs whose leases ran out go back first.
pub async fn claim(
    tx: &mut Tx,
    kinds: &[JobKind],
    lease: &str,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<JobRow>, StoreError> {
    if is_paused(tx).await? {
        return Ok(None);
    }
    lost::take_back_expired(tx, now).await?;
    let mut first: Option<Candidate> = None;
    for kind in kinds {
        let candidate = first_of_kind(tx, *kind, now).await?;
        first = first.into_iter().chain(candidate).min();
    }
    let Some(first) = first else { return Ok(None) };
    Ok(sql!(tx, |conn| {
        sqlx::query_as(concat!(
            "UPDATE jobs SET state = 'active', lease = $2, lease_expires_at = $3,
                             attempts = attempts + 1, progress = 0, started_at = $4
             WHERE id = $1 AND state = 'waiting' RETURNING ",
            columns!()
        ))
        .bind(first.id)
        .bind(lease)
        .bind(lease_until)
        .bind(now)
        .fetch_optional(conn)
        .await?
    }))
}

// A job that was made later than now tells that the clock was set back: a new one does not wait for the old time.
macro_rules! first_waiting {
    () => {
        "SELECT priority, turn, run_at, id FROM jobs
         WHERE state = 'waiting' AND kind = $1 AND (run_at <= $2 OR (attempts = 0 AND created_at > $2))
         ORDER BY priority, turn, run_at, id LIMIT 1"
    };
}

/// Whether a job of this kind could be claimed, or was lost by who had it; to be asked often.
pub async fn is_any_due(
    tx: &mut impl Read,
    kind: JobKind,
    now: Timestamp,
) -> Result<bool, StoreError> {
    // Two questions, because an index serves each.
    let due: i64 = sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT CAST(CASE WHEN
                 EXISTS (SELECT 1 FROM jobs WHERE state = 'waiting' AND kind = $1
                             AND (run_at <= $2 OR (attempts = 0 AND created_at > $2)))
                 OR EXISTS (SELECT 1 FROM jobs WHERE state = 'active' AND kind = $1 AND lease_expires_at <= $2)
                 THEN 1 ELSE 0 END AS BIGINT)",
        )
        .bind(kind.word())
        .bind(now)
        .fetch_one(conn)
        .await?
    });
    Ok(due > 0)
}

/// One kind at a time, so that the index gives the first row without sorting.
async fn first_of_kind(
    tx: &mut Tx,
    kind: JobKind,
    now: Timestamp,
) -> Result<Option<Candidate>, StoreError> {
    // Dialects differ: on PostgreSQL a row that another worker is just claiming is passed over;
    // SQLite knows no such words and needs none, as the writer is alone.
    Ok(match tx.connection() {
        Connection::Sqlite(transaction) => {
            sqlx::query_as(first_waiting!())
                .bind(kind.word())
                .bind(now)
                .fetch_optional(&mut **transaction)
                .await?
        }
        Connection::Postgres(transaction) => {
            sqlx::query_as(concat!(first_waiting!(), " FOR UPDATE SKIP LOCKED"))
                .bind(kind.word())
                .bind(now)
                .fetch_optional(&mut **transaction)
                .await?
        }
    })
}

/// Keeps the job for its holder until `until`, and stores how far it is; whether it is still held.
pub async fn heartbeat(
    tx: &mut Tx,
    id: JobId,
    lease: &str,
    progress: i64,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let kept = sql!(tx, |conn| {
        sqlx::query(
            "UPDATE jobs SET progress = $3, lease_expires_at = $4
             WHERE id = $1 AND lease = $2 AND state = 'active'",
        )
        .bind(id.get())
        .bind(lease)
        .bind(progress.clamp(0, 100))
        .bind(until)
        .execute(conn)
        .await?
        .rows_affected()
    });
    Ok(kept > 0)
}
