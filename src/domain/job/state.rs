//! The states of a job: those that are stored, and those that clients see.
//!
//! `delayed` and `paused` are not stored: they follow from the job's time and from the one switch
//! of the whole queue, so that time passing or the switch turning rewrites no rows.

use super::word_enum;
use crate::domain::Timestamp;

word_enum! {
    /// A state as the database has it.
    JobState {
        /// To be claimed, once its time has come.
        Waiting = "waiting";
        /// Held by a worker under a lease.
        Active = "active";
        /// Done.
        Completed = "completed";
        /// Given up, with its reason.
        Failed = "failed";
        /// Waits until the jobs below it are completed.
        WaitingChildren = "waiting-children";
    }
}

word_enum! {
    /// A state as clients see it.
    ShownState {
        /// Held by a worker.
        Active = "active";
        /// Done.
        Completed = "completed";
        /// Given up.
        Failed = "failed";
        /// Could be claimed now.
        Waiting = "waiting";
        /// Its time has not come.
        Delayed = "delayed";
        /// Could be claimed now, were the queue not paused.
        Paused = "paused";
        /// Waits for jobs below it.
        WaitingChildren = "waiting-children";
    }
}

/// Which rows a shown state stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateRows {
    /// Their stored state.
    pub state: JobState,
    /// Whether their time has come, where that matters.
    pub due: Option<bool>,
}

impl ShownState {
    /// What clients are told of a job in `state` whose time has come (`due`) or not.
    #[must_use]
    pub const fn of(state: JobState, due: bool, paused: bool) -> Self {
        match state {
            JobState::Active => Self::Active,
            JobState::Completed => Self::Completed,
            JobState::Failed => Self::Failed,
            JobState::WaitingChildren => Self::WaitingChildren,
            JobState::Waiting if !due => Self::Delayed,
            JobState::Waiting if paused => Self::Paused,
            JobState::Waiting => Self::Waiting,
        }
    }

    /// What clients are told of a job in `state` that may run from `run_at` on.
    #[must_use]
    pub fn at(state: JobState, run_at: Timestamp, now: Timestamp, paused: bool) -> Self {
        Self::of(state, run_at <= now, paused)
    }

    /// The rows to look for; nothing when no job can be in this state now.
    #[must_use]
    pub const fn rows(self, paused: bool) -> Option<StateRows> {
        let (state, due) = match self {
            Self::Active => (JobState::Active, None),
            Self::Completed => (JobState::Completed, None),
            Self::Failed => (JobState::Failed, None),
            Self::WaitingChildren => (JobState::WaitingChildren, None),
            Self::Delayed => (JobState::Waiting, Some(false)),
            Self::Waiting if !paused => (JobState::Waiting, Some(true)),
            Self::Paused if paused => (JobState::Waiting, Some(true)),
            Self::Waiting | Self::Paused => return None,
        };
        Some(StateRows { state, due })
    }
}
