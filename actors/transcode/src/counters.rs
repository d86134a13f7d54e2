//! What the pool shows of itself beside the kernel's counters: counts of jobs and inspections, a row per worker.

use std::sync::atomic::{AtomicU64, Ordering};

use actors_media::Progress;

use crate::job::JobId;

/// Counts since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobCounts {
    /// Jobs that were done.
    pub jobs_done: u64,
    /// Jobs that failed.
    pub jobs_failed: u64,
    /// Jobs given back by a shutdown.
    pub jobs_returned: u64,
    /// Jobs whose lease was lost, or that were cancelled.
    pub jobs_lost: u64,
    /// Inspections that were begun.
    pub inspections: u64,
    /// Inspections that ended without an answer about the file.
    pub inspections_crashed: u64,
    /// Inspections turned away.
    pub inspections_busy: u64,
}

/// What a worker does.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum WorkerState {
    /// It failed and waits for its restart, or the pool is stopped.
    Down,
    /// It waits for a wake-up.
    Idle,
    /// It runs a job.
    #[serde(rename_all = "camelCase")]
    Working {
        /// The job.
        job: JobId,
        /// The request that caused it.
        request_id: String,
        /// How far it is.
        progress: Progress,
    },
}

/// One row of the tree.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct WorkerStatus {
    /// Number of the worker, from 0.
    pub worker: usize,
    /// What it does.
    #[serde(flatten)]
    pub state: WorkerState,
}

/// The counts as they grow.
#[derive(Debug, Default)]
pub(crate) struct JobCounters {
    pub(crate) jobs_done: AtomicU64,
    pub(crate) jobs_failed: AtomicU64,
    pub(crate) jobs_returned: AtomicU64,
    pub(crate) jobs_lost: AtomicU64,
    pub(crate) inspections: AtomicU64,
    pub(crate) inspections_crashed: AtomicU64,
    pub(crate) inspections_busy: AtomicU64,
}

impl JobCounters {
    /// Adds one.
    pub(crate) fn add(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// All counts, read one after the other.
    pub(crate) fn read(&self) -> JobCounts {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        JobCounts {
            jobs_done: get(&self.jobs_done),
            jobs_failed: get(&self.jobs_failed),
            jobs_returned: get(&self.jobs_returned),
            jobs_lost: get(&self.jobs_lost),
            inspections: get(&self.inspections),
            inspections_crashed: get(&self.inspections_crashed),
            inspections_busy: get(&self.inspections_busy),
        }
    }
}
