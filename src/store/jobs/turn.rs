//! Fairness: the jobs of one kind and priority are taken turn by turn, and a user has one job in each turn.
//!
//! A user's first job joins the turn that is being taken just now, a further one the turn behind the user's last. So a
//! hundred uploads of one user stand in a hundred turns, and another's first one goes behind the first of them; and
//! whoever has been waiting is never overtaken by a later turn.

use crate::{
    domain::{JobKind, Timestamp, VideoId},
    store::{StoreError, Tx, sql},
};

/// The user whose video it is.
pub(super) async fn owner(tx: &mut Tx, video: VideoId) -> Result<Option<i64>, StoreError> {
    let owner: Option<(Option<i64>,)> = sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT a.user_id FROM videos v
             JOIN channels c ON c.id = v.channel_id JOIN accounts a ON a.id = c.account_id
             WHERE v.id = $1",
        )
        .bind(video.get())
        .fetch_optional(conn)
        .await?
    });
    Ok(owner.and_then(|(user,)| user))
}

/// The turn of a new job.
pub(super) async fn next(
    tx: &mut Tx,
    kind: JobKind,
    priority: i64,
    owner: Option<i64>,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let present = present(tx, kind, priority, now).await?;
    let Some(owner) = owner else {
        return Ok(present);
    };
    let (last,): (Option<i64>,) = sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT MAX(turn) FROM jobs WHERE user_id = $3 AND kind = $1 AND priority = $2
             AND state IN ('waiting', 'active', 'waiting-children')",
        )
        .bind(kind.word())
        .bind(priority)
        .bind(owner)
        .fetch_one(conn)
        .await?
    });
    Ok(last.map_or(present, |last| present.max(last + 1)))
}

/// The turn that is being taken: that of the next job, or else of the last one that was taken. Jobs that wait for
/// another attempt do not hold it back.
async fn present(
    tx: &mut Tx,
    kind: JobKind,
    priority: i64,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let (turn,): (i64,) = sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT COALESCE(
                 (SELECT turn FROM jobs
                  WHERE state = 'waiting' AND kind = $1 AND priority = $2 AND run_at <= $3
                  ORDER BY turn LIMIT 1),
                 (SELECT MAX(turn) FROM jobs WHERE state = 'active' AND kind = $1 AND priority = $2),
                 0)",
        )
        .bind(kind.word())
        .bind(priority)
        .bind(now)
        .fetch_one(conn)
        .await?
    });
    Ok(turn)
}
