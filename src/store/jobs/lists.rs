//! Looking at the table from above: one job, pages of it, counts, and forgetting what is old.

use super::{JobRow, columns};
use crate::{
    domain::{JobId, JobKind, JobState, ShownState, Timestamp, VideoId, job::StateRows},
    store::{Read, StoreError, Tx, sql},
};

/// Which jobs are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct JobFilter {
    /// In this state only.
    pub rows: Option<StateRows>,
    /// Of this kind only.
    pub kind: Option<JobKind>,
}

/// In which order; the order of creation is that of their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JobOrder {
    /// The first created first.
    Created,
    /// The last created first.
    #[default]
    CreatedDescending,
}

/// Finds a job.
pub async fn find(tx: &mut impl Read, id: JobId) -> Result<Option<JobRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(concat!("SELECT ", columns!(), " FROM jobs WHERE id = $1"))
            .bind(id.get())
            .fetch_optional(conn)
            .await?
    }))
}

/// What [`JobFilter`] lets through: `$1` state, `$2` due or not, `$3` now, `$4` kind.
macro_rules! filtered {
    () => {
        " FROM jobs WHERE ($1 IS NULL OR state = $1) AND ($2 IS NULL OR (run_at <= $3) = $2)
          AND ($4 IS NULL OR kind = $4)"
    };
}

/// A page of jobs from `start` on, at most `count`, and how many there are in all.
pub async fn list(
    tx: &mut impl Read,
    filter: JobFilter,
    order: JobOrder,
    (start, count): (i64, i64),
    now: Timestamp,
) -> Result<(i64, Vec<JobRow>), StoreError> {
    let state = filter.rows.map(|rows| rows.state.word());
    let due = filter.rows.and_then(|rows| rows.due);
    let kind = filter.kind.map(JobKind::word);
    let total = sql!(tx, |conn| {
        sqlx::query_scalar(concat!("SELECT CAST(COUNT(*) AS BIGINT)", filtered!()))
            .bind(state)
            .bind(due)
            .bind(now)
            .bind(kind)
            .fetch_one(conn)
            .await?
    });
    let statement = match order {
        JobOrder::Created => concat!(
            "SELECT ",
            columns!(),
            filtered!(),
            " ORDER BY id LIMIT $5 OFFSET $6"
        ),
        JobOrder::CreatedDescending => concat!(
            "SELECT ",
            columns!(),
            filtered!(),
            " ORDER BY id DESC LIMIT $5 OFFSET $6"
        ),
    };
    let rows = sql!(tx, |conn| {
        sqlx::query_as(statement)
            .bind(state)
            .bind(due)
            .bind(now)
            .bind(kind)
            .bind(count)
            .bind(start)
            .fetch_all(conn)
            .await?
    });
    Ok((total, rows))
}

#[derive(sqlx::FromRow)]
struct StateCount {
    #[sqlx(try_from = "String")]
    state: JobState,
    due: bool,
    jobs: i64,
}

/// How many jobs are in each state that clients see, states without any left out.
pub async fn count_by_state(
    tx: &mut impl Read,
    paused: bool,
    now: Timestamp,
) -> Result<Vec<(ShownState, i64)>, StoreError> {
    let counts: Vec<StateCount> = sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT state, run_at <= $1 AS due, CAST(COUNT(*) AS BIGINT) AS jobs
             FROM jobs GROUP BY 1, 2",
        )
        .bind(now)
        .fetch_all(conn)
        .await?
    });
    let mut shown: Vec<(ShownState, i64)> = Vec::new();
    for StateCount { state, due, jobs } in counts {
        let of = ShownState::of(state, due, paused);
        match shown.iter_mut().find(|(known, _)| *known == of) {
            Some((_, sum)) => *sum += jobs,
            None => shown.push((of, jobs)),
        }
    }
    Ok(shown)
}

/// How many jobs of a video are neither completed nor given up, of one kind or of all.
pub async fn count_unfinished_of_video(
    tx: &mut impl Read,
    video: VideoId,
    kind: Option<JobKind>,
) -> Result<i64, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM jobs
             WHERE video_id = $1 AND ($2 IS NULL OR kind = $2)
               AND state IN ('waiting', 'active', 'waiting-children')",
        )
        .bind(video.get())
        .bind(kind.map(JobKind::word))
        .fetch_one(conn)
        .await?
    }))
}

/// Forgets jobs completed or given up before these times, `most` of each at once, so that the
/// writer is not held long. A job stays as long as one above or below it is unfinished.
pub async fn remove_old(
    tx: &mut Tx,
    completed_before: Timestamp,
    failed_before: Timestamp,
    most: i64,
) -> Result<u64, StoreError> {
    let mut removed = 0;
    for (state, before) in [
        (JobState::Completed, completed_before),
        (JobState::Failed, failed_before),
    ] {
        removed += sql!(tx, |conn| {
            sqlx::query(
                "DELETE FROM jobs WHERE id IN (
                     SELECT old.id FROM jobs old
                     WHERE old.state = $1 AND old.finished_at < $2 AND NOT EXISTS (
                         SELECT 1 FROM jobs kin
                         WHERE (kin.parent_id = old.id OR kin.id = old.parent_id)
                           AND kin.state IN ('waiting', 'active', 'waiting-children'))
                     ORDER BY old.id LIMIT $3)",
            )
            .bind(state.word())
            .bind(before)
            .bind(most)
            .execute(conn)
            .await?
            .rows_affected()
        });
    }
    Ok(removed)
}
