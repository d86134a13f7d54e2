//! What the table should do, said in the simplest way: a list in memory.

use crate::domain::{JobKind, JobState, Timestamp};

/// A job of the model.
#[derive(Clone, Debug)]
pub(super) struct Job {
    pub(super) kind: JobKind,
    pub(super) state: JobState,
    pub(super) priority: i64,
    pub(super) run_at: Timestamp,
    pub(super) attempts: i64,
    pub(super) max_attempts: i64,
    pub(super) lease: Option<(String, Timestamp)>,
    pub(super) parent: Option<usize>,
}

/// The whole table.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) jobs: Vec<Job>,
    pub(super) paused: bool,
}

impl Model {
    pub(super) fn claim(
        &mut self,
        kinds: &[JobKind],
        lease: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Option<usize> {
        if self.paused {
            return None;
        }
        self.take_back(|until| until <= now);
        let first = (0..self.jobs.len())
            .filter(|&index| {
                let job = &self.jobs[index];
                job.state == JobState::Waiting && job.run_at <= now && kinds.contains(&job.kind)
            })
            .min_by_key(|&index| (self.jobs[index].priority, self.jobs[index].run_at, index))?;
        let job = &mut self.jobs[first];
        job.state = JobState::Active;
        job.attempts += 1;
        job.lease = Some((lease.to_owned(), until));
        Some(first)
    }

    /// Ends the leases whose end `is_lost`.
    pub(super) fn take_back(&mut self, is_lost: impl Fn(Timestamp) -> bool) {
        for index in 0..self.jobs.len() {
            let job = &mut self.jobs[index];
            if job.lease.take_if(|(_, until)| is_lost(*until)).is_some() {
                self.end_attempt(index);
            }
        }
    }

    /// The attempt came to nothing: another, or none any more.
    pub(super) fn end_attempt(&mut self, index: usize) {
        let job = &mut self.jobs[index];
        job.lease = None;
        if job.attempts < job.max_attempts {
            job.state = JobState::Waiting;
        } else {
            self.give_up(index);
        }
    }

    pub(super) fn give_up(&mut self, index: usize) {
        let job = &mut self.jobs[index];
        (job.lease, job.state) = (None, JobState::Failed);
        if let Some(parent) = job.parent
            && self.jobs[parent].state == JobState::WaitingChildren
        {
            self.give_up(parent);
        }
    }

    pub(super) fn complete(&mut self, index: usize, now: Timestamp) {
        let job = &mut self.jobs[index];
        (job.lease, job.state) = (None, JobState::Completed);
        let Some(parent) = job.parent else { return };
        let mut children = self.jobs.iter().filter(|job| job.parent == Some(parent));
        let all_done = children.all(|job| job.state == JobState::Completed);
        let above = &mut self.jobs[parent];
        if above.state == JobState::WaitingChildren && all_done {
            above.state = JobState::Waiting;
            above.run_at = above.run_at.max(now);
        }
    }

    pub(super) fn holds(&self, index: usize, lease: &str) -> bool {
        let held = self.jobs[index].lease.as_ref();
        held.is_some_and(|(held, _)| held == lease)
    }

    /// What must be true at all times.
    pub(super) fn check(&self) {
        for job in &self.jobs {
            assert!(job.attempts <= job.max_attempts, "{job:?}");
            assert_eq!(
                job.lease.is_some(),
                job.state == JobState::Active,
                "{job:?}"
            );
            if let Some(parent) = job.parent
                && matches!(
                    self.jobs[parent].state,
                    JobState::Waiting | JobState::Active
                )
            {
                assert_eq!(
                    job.state,
                    JobState::Completed,
                    "a parent began before {job:?}"
                );
            }
        }
    }
}
