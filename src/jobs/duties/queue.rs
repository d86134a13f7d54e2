//! How duties take durable jobs of their kind, one after another, and say what became of each: completed, tried again
//! later, or given up with its reason.

use std::time::Duration;

use super::Context;
use crate::{
    domain::JobKind,
    jobs::DutyError,
    mail::MailError,
    store::{
        StoreError,
        jobs::{self, JobRow},
    },
};

/// A job, and the lease that proves who has it.
pub(super) struct Held {
    pub(super) job: JobRow,
    lease: String,
}

/// The next job of this kind, for so long.
pub(super) async fn next(
    context: &Context,
    kind: JobKind,
    within: Duration,
) -> Result<Option<Held>, StoreError> {
    let now = context.clock.now();
    // Asked often: while there is nothing, nothing is written.
    if !jobs::is_any_due(&mut context.store.read().await?, kind, now).await? {
        return Ok(None);
    }
    let lease = context.holder.lease();
    let mut tx = context.store.begin_unshown().await?;
    let claimed = jobs::claim(&mut tx, &[kind], &lease, now, now + within).await?;
    tx.commit().await?;
    Ok(claimed.map(|job| Held { job, lease }))
}

/// Says what became of it.
pub(super) async fn end(
    context: &Context,
    held: &Held,
    outcome: Result<(), DutyError>,
) -> Result<(), StoreError> {
    let Held { job, lease } = held;
    let mut tx = context.store.begin_unshown().await?;
    let now = context.clock.now();
    match outcome {
        Ok(()) => {
            jobs::complete(&mut tx, job.id, lease, now).await?;
        }
        Err(error) => {
            tracing::warn!(job = %job.id, kind = job.kind.word(), error = &*error as &dyn std::error::Error, "a job failed");
            let policy = context.config.jobs.retry_policy();
            let retry = policy.retry_at(job.attempts, job.max_attempts, now);
            let retry = retry.filter(|_| may_pass(&error));
            jobs::fail(&mut tx, job.id, lease, &error.to_string(), retry, now).await?;
        }
    }
    tx.commit().await
}

/// Whether trying again may help: not where the other side will never take a mail.
fn may_pass(error: &DutyError) -> bool {
    error.downcast_ref().is_none_or(MailError::is_temporary)
}
