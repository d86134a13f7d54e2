//! The port to the shelf of jobs, and what goes over it.

use std::time::Duration;

use actors_kernel::RequestId;
use actors_media::{Drawn, FailureKind, Progress, Storyboard, Transcode, Transcoded};
use async_trait::async_trait;

/// Names a job on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct JobId(pub i64);

impl std::fmt::Display for JobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Proof of who holds a job; opaque here, checked by the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Lease(pub String);

/// A job that a worker holds.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The job.
    pub job: JobId,
    /// Proof of holding it.
    pub lease: Lease,
    /// The request that caused it.
    pub request_id: RequestId,
    /// What to make. CPU, memory and file limits in it are replaced by those of the pool's settings.
    pub work: Work,
    /// Length of the input, from which the bounds of CPU time and output follow.
    pub duration: Duration,
}

/// What a worker can make.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Renditions.
    Transcode(Transcode),
    /// A sheet of small pictures.
    Storyboard(Storyboard),
}

/// What a worker has made.
#[derive(Debug, Clone, PartialEq)]
pub enum Made {
    /// Renditions.
    Transcoded(Transcoded),
    /// A sheet of small pictures.
    Drawn(Drawn),
}

/// The shelf's answer to a heartbeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heartbeat {
    /// Go on.
    Held,
    /// The job is somebody else's, cancelled or deleted: stop, and do not finish it.
    Lost,
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Everything is made.
    Done(Made),
    /// Nothing was made.
    Failed {
        /// What kind of failure it is.
        kind: FailureKind,
        /// One line for people.
        reason: String,
        /// Whether another try makes sense; how many there are is the shelf's decision.
        retry: bool,
    },
    /// The server stops: the job goes back untouched, and this was no try.
    Returned,
}

/// A port that failed; logged and tried again.
#[derive(Debug, thiserror::Error)]
#[error("the job shelf failed: {0}")]
pub struct ShelfError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// What the pool asks of the job table.
#[async_trait]
pub trait JobShelf: Send + Sync + 'static {
    /// Gives the next job to a worker, to it alone, or nothing.
    ///
    /// # Errors
    /// When the shelf cannot be reached; the worker asks again later.
    async fn claim(&self, worker: usize) -> Result<Option<Claimed>, ShelfError>;

    /// Prolongs the lease and stores how far the job is.
    ///
    /// # Errors
    /// When the shelf cannot be reached; the work goes on until it answers [`Heartbeat::Lost`].
    async fn heartbeat(
        &self,
        job: JobId,
        lease: &Lease,
        progress: Progress,
    ) -> Result<Heartbeat, ShelfError>;

    /// Stores how the job ended and gives up the lease. A lease that is no longer held is not an error.
    ///
    /// # Errors
    /// When the shelf cannot be reached; the worker tries again with back-off.
    async fn finish(&self, job: JobId, lease: &Lease, outcome: Outcome) -> Result<(), ShelfError>;

    /// Forgets what was made under a lease that was lost, now that its child is gone.
    ///
    /// # Errors
    /// When the shelf cannot be reached or does not want to; what was made is left then.
    async fn abandon(&self, job: JobId) -> Result<(), ShelfError>;
}
