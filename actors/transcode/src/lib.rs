//! The pool of workers that open videos to make something of them, renditions above all: each takes a job when it is
//! free and runs it in a child process of its own.
//!
//! ```text
//! Root → Pool (supervises, respawns with back-off)
//!        ├─ Worker 0 ── tributary-media (a job)
//!        └─ Worker 1 ── tributary-media (a job)
//! Transcoding (handle) ── tributary-media (an inspection, or a live's ladder, at the caller's pace)
//! ```
//!
//! Pull, not push: the truth is the shelf of jobs behind [`JobShelf`], a wake-up only says "look". What runs in the
//! child is not known here, except for the protocol (`actors-media`) and the bounds that a watchdog holds it to.
//! Reading order: `job` (what the port gives) → `worker` → `run` → `child`, `watchdog`, `budget`.
#![warn(missing_docs)]

mod budget;
mod child;
mod counters;
mod errors;
mod handle;
mod inspect;
mod job;
mod live;
mod pool;
mod run;
mod sample;
mod settings;
mod watchdog;
mod worker;

pub use counters::{JobCounts, WorkerState, WorkerStatus};
pub use errors::{InspectError, Unavailable};
pub use handle::Transcoding;
pub use inspect::Pictures;
pub use job::{Claimed, Heartbeat, JobId, JobShelf, Lease, Made, Outcome, ShelfError, Work};
pub use live::{LiveEncoder, LiveOutput, Urgency};
pub use settings::Settings;

#[cfg(test)]
mod tests;
