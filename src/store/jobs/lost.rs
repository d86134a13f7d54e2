//! Jobs whose worker is gone: their lease ran out, or their process is known to be dead.
//!
//! The attempt was counted when it began, so a job that kills the server each time is given up
//! after `max_attempts`, with the reason that it took its worker with it.

use super::end::{Ended, fail_parents};
use crate::{
    domain::{Timestamp, job::LeaseHolder},
    store::{Connection, Read, StoreError, Tx, sql},
};

const SILENT: &str = "its worker was silent for longer than its lease";
const DIED: &str = "the server ended while it ran";

/// Puts jobs back or, after their last attempt, gives them up; `$condition` says which.
macro_rules! take_back {
    ($condition:literal) => {
        concat!(
            "UPDATE jobs SET
                 state = CASE WHEN attempts < max_attempts THEN 'waiting' ELSE 'failed' END,
                 finished_at = CASE WHEN attempts < max_attempts THEN NULL ELSE $1 END,
                 error = $2, progress = 0, lease = NULL, lease_expires_at = NULL
             WHERE state = 'active' AND ",
            $condition,
            " RETURNING id, parent_id, state = 'failed' AS failed"
        )
    };
}

/// Takes back what has not been heard of in time.
pub(super) async fn take_back_expired(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    // Dialects differ: on PostgreSQL two that look at once must not wait for each other's rows.
    let ended: Vec<Ended> = match tx.connection() {
        Connection::Sqlite(transaction) => {
            sqlx::query_as(take_back!("lease_expires_at <= $1"))
                .bind(now)
                .bind(SILENT)
                .fetch_all(&mut **transaction)
                .await?
        }
        Connection::Postgres(transaction) => {
            sqlx::query_as(take_back!(
                "id IN (SELECT id FROM jobs WHERE state = 'active' AND lease_expires_at <= $1
                        FOR UPDATE SKIP LOCKED)"
            ))
            .bind(now)
            .bind(SILENT)
            .fetch_all(&mut **transaction)
            .await?
        }
    };
    fail_parents(tx, &ended, now).await
}

/// At the start of the server: takes back the jobs of processes that are dead for certain, so that
/// nobody waits for their leases. How many those were.
///
/// On SQLite that is every process but this one, which holds the file's lock; on PostgreSQL it is
/// an earlier process of the same node, so call it once the listening port is taken.
pub async fn recover(
    tx: &mut Tx,
    holder: &LeaseHolder,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let node = match tx.connection() {
        Connection::Sqlite(_) => String::new(),
        Connection::Postgres(_) => holder.node_prefix(),
    };
    let ended: Vec<Ended> = sql!(tx, |conn| {
        sqlx::query_as(take_back!(
            "substr(lease, 1, length($3)) = $3 AND substr(lease, 1, length($4)) <> $4"
        ))
        .bind(now)
        .bind(DIED)
        .bind(&node)
        .bind(holder.process_prefix())
        .fetch_all(conn)
        .await?
    });
    fail_parents(tx, &ended, now).await?;
    Ok(ended.len())
}
