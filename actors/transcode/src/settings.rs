//! What an operator may set, with the defaults.

use std::path::PathBuf;
use std::time::Duration;

/// Settings of the pool.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The executable `tributary-media`.
    pub executable: PathBuf,
    /// Jobs at the same time (`transcoding.concurrency`).
    pub concurrency: usize,
    /// Inspections at the same time, beside the jobs.
    pub inspections: usize,
    /// Inspections that may wait for their turn; beyond that callers hear `Busy`.
    pub waiting_inspections: usize,
    /// Time between two looks at the shelf when no wake-up came.
    pub poll: Duration,
    /// Time between two heartbeats of a job; several must fit into its lease.
    pub heartbeat: Duration,
    /// Time that a port may take before its answer is taken for a failure.
    pub port: Duration,
    /// Time without new frames or bytes after which a child is killed.
    pub stall: Duration,
    /// CPU time that every job has.
    pub cpu_base: Duration,
    /// CPU seconds per second of the input and rendition, on top.
    pub cpu_factor: f64,
    /// Resident bytes of one job's child.
    pub memory: u64,
    /// Time between two looks at a child's memory and CPU time.
    pub sample: Duration,
    /// Longest inspection.
    pub inspection: Duration,
    /// Resident bytes of one inspection's child.
    pub inspection_memory: u64,
    /// Bytes of a child's last words that are kept for the reason of a failure.
    pub stderr_tail: usize,
    /// Time that a shutdown leaves for returning the jobs.
    pub shutdown: Duration,
}

impl Settings {
    /// The defaults, for an executable.
    pub fn new(executable: PathBuf) -> Self {
        const MEBIBYTE: u64 = 1024 * 1024;
        Self {
            executable,
            concurrency: 1,
            inspections: 2,
            waiting_inspections: 16,
            poll: Duration::from_secs(30),
            heartbeat: Duration::from_secs(5),
            port: Duration::from_secs(10),
            stall: Duration::from_secs(60),
            cpu_base: Duration::from_secs(60),
            cpu_factor: 40.0,
            memory: 4096 * MEBIBYTE,
            sample: Duration::from_secs(1),
            inspection: Duration::from_secs(30),
            inspection_memory: 512 * MEBIBYTE,
            stderr_tail: 4096,
            shutdown: Duration::from_secs(4),
        }
    }
}
