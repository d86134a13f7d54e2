//! One worker: looks at the shelf when told to, and runs what it gets, one job at a time.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use actors_kernel::Backoff;
use actors_media::{Event, Failure, FailureKind, Progress};
use async_trait::async_trait;
use ractor::{Actor, ActorProcessingErr, ActorRef};
use tokio::time::{Instant, timeout};

use crate::budget::Budget;
use crate::counters::{JobCounters, WorkerState};
use crate::job::{Claimed, Heartbeat, Made, Outcome, ShelfError, Work};
use crate::pool::Shared;
use crate::run::{Audience, Ended, Stop, run};

/// Longest pause between two tries of a port.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Tries to store an outcome; after them the lease runs out and the job is done again.
const FINISH_TRIES: u32 = 10;

/// The only message: look at the shelf.
pub(crate) struct Look;

pub(crate) struct Worker;

/// Counts the worker as alive until it is dropped, however it ends.
struct Alive(Arc<Shared>, usize);

impl Alive {
    fn new(shared: Arc<Shared>, index: usize) -> Self {
        shared.alive.send_modify(|alive| *alive += 1);
        Self(shared, index)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.show(self.1, WorkerState::Down);
        self.0.kernel.ended();
        self.0
            .alive
            .send_modify(|alive| *alive = alive.saturating_sub(1));
    }
}

pub(crate) struct State {
    index: usize,
    shared: Arc<Shared>,
    stop: Stop,
    _alive: Alive,
}

impl Actor for Worker {
    type Msg = Look;
    type State = State;
    type Arguments = (usize, Arc<Shared>);

    async fn pre_start(
        &self,
        _myself: ActorRef<Look>,
        (index, shared): Self::Arguments,
    ) -> Result<State, ActorProcessingErr> {
        shared.show(index, WorkerState::Idle);
        let stop = shared.stop();
        Ok(State {
            index,
            stop,
            _alive: Alive::new(Arc::clone(&shared), index),
            shared,
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<Look>,
        _look: Look,
        state: &mut State,
    ) -> Result<(), ActorProcessingErr> {
        // Before the look: a wake-up that comes during it causes another.
        if let Some(asked) = state.shared.asked.get(state.index) {
            asked.store(false, Ordering::SeqCst);
        }
        let mut backoff = port_backoff();
        while !state.stop.is_stopped() && state.shared.is_available().await {
            match state.claim().await {
                Ok(Some(claimed)) => {
                    backoff = port_backoff();
                    state.work(claimed).await;
                    state.shared.show(state.index, WorkerState::Idle);
                }
                Ok(None) => break,
                Err(error) => {
                    tracing::warn!(worker = state.index, %error, "no job could be claimed");
                    state.pause(backoff.failed(Instant::now())).await;
                }
            }
        }
        if state.stop.is_stopped() {
            myself.stop(None);
        }
        Ok(())
    }
}

impl State {
    async fn claim(&self) -> Result<Option<Claimed>, ShelfError> {
        in_time(
            self.shared.settings.port,
            self.shared.shelf.claim(self.index),
        )
        .await
    }

    /// Runs a job and stores how it ended, unless it is somebody else's by then.
    async fn work(&mut self, claimed: Claimed) {
        let shared = Arc::clone(&self.shared);
        tracing::info!(job = %claimed.job, request_id = %claimed.request_id, worker = self.index, "transcoding starts");
        let budget = Budget::of_job(&shared.settings, &claimed);
        let request = budget.job_request(claimed.work.clone());
        let mut holder = Holder {
            shared: &shared,
            worker: self.index,
            claimed: &claimed,
            progress: Progress::default(),
        };
        holder.hear(Progress::default());
        let outcome = match run(
            &shared.settings,
            &request,
            budget,
            &mut self.stop,
            shared.precedence(),
            &mut holder,
        )
        .await
        {
            Ended::Answered(Event::Failed(Failure { kind, reason })) => Outcome::Failed {
                retry: kind.may_pass(),
                kind,
                reason,
            },
            Ended::Answered(event) => answered(&claimed.work, event),
            Ended::Failed(verdict) => Outcome::Failed {
                kind: verdict.kind,
                reason: verdict.reason,
                retry: verdict.retry,
            },
            Ended::Stopped => Outcome::Returned,
            Ended::Lost => {
                tracing::info!(job = %claimed.job, request_id = %claimed.request_id, "the job is no longer wanted");
                JobCounters::add(&shared.jobs.jobs_lost);
                return self.abandon(&claimed).await;
            }
        };
        self.count(&claimed, &outcome);
        self.finish(&claimed, outcome).await;
    }

    fn count(&self, claimed: &Claimed, outcome: &Outcome) {
        let counters = &self.shared.jobs;
        let (job, request_id) = (claimed.job, &claimed.request_id);
        match outcome {
            Outcome::Done(_) => {
                tracing::info!(%job, %request_id, "transcoding is done");
                JobCounters::add(&counters.jobs_done);
                self.shared.kernel.handled();
            }
            Outcome::Failed { reason, retry, .. } => {
                tracing::warn!(%job, %request_id, retry, reason, "transcoding failed");
                JobCounters::add(&counters.jobs_failed);
            }
            Outcome::Returned => {
                tracing::info!(%job, %request_id, "the job is returned");
                JobCounters::add(&counters.jobs_returned);
            }
        }
    }

    /// Once: what is left costs room on the disk, and holds up nobody.
    async fn abandon(&self, claimed: &Claimed) {
        let abandoning = self.shared.shelf.abandon(claimed.job);
        if let Err(error) = in_time(self.shared.settings.port, abandoning).await {
            tracing::warn!(job = %claimed.job, request_id = %claimed.request_id, %error, "what a lost job made is left");
        }
    }

    async fn finish(&mut self, claimed: &Claimed, outcome: Outcome) {
        let mut backoff = port_backoff();
        for _ in 0..FINISH_TRIES {
            let finishing = self
                .shared
                .shelf
                .finish(claimed.job, &claimed.lease, outcome.clone());
            match in_time(self.shared.settings.port, finishing).await {
                Ok(()) => return,
                Err(error) => {
                    tracing::warn!(job = %claimed.job, request_id = %claimed.request_id, %error, "an outcome is not stored");
                }
            }
            if self.stop.is_stopped() {
                return;
            }
            self.pause(backoff.failed(Instant::now())).await;
        }
        tracing::error!(job = %claimed.job, request_id = %claimed.request_id, "an outcome is given up: the lease will run out");
    }

    /// Waits, but not beyond the end of the pool.
    async fn pause(&mut self, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.stop.stopped() => {}
        }
    }
}

/// Holds the lease of a job while its child works.
struct Holder<'a> {
    shared: &'a Shared,
    worker: usize,
    claimed: &'a Claimed,
    progress: Progress,
}

#[async_trait]
impl Audience for Holder<'_> {
    fn hear(&mut self, progress: Progress) {
        self.progress = progress;
        let request_id = self.claimed.request_id.to_string();
        self.shared.show(
            self.worker,
            WorkerState::Working {
                job: self.claimed.job,
                request_id,
                progress,
            },
        );
    }

    async fn beat(&mut self) -> Heartbeat {
        let Claimed {
            job,
            lease,
            request_id,
            ..
        } = self.claimed;
        let beating = self.shared.shelf.heartbeat(*job, lease, self.progress);
        match in_time(self.shared.settings.port, beating).await {
            Ok(heartbeat) => heartbeat,
            Err(error) => {
                // Whether the lease is lost is known when the shelf is back.
                tracing::warn!(%job, %request_id, %error, "a heartbeat failed");
                Heartbeat::Held
            }
        }
    }
}

/// The answer to the question that was asked, or none at all.
fn answered(work: &Work, event: Event) -> Outcome {
    match (work, event) {
        (Work::Transcode(_), Event::Transcoded(made)) => Outcome::Done(Made::Transcoded(made)),
        (Work::Storyboard(_), Event::Drawn(made)) => Outcome::Done(Made::Drawn(made)),
        _ => Outcome::Failed {
            kind: FailureKind::Internal,
            reason: "the media process answered another question".to_owned(),
            retry: false,
        },
    }
}

async fn in_time<T>(
    limit: Duration,
    port: impl Future<Output = Result<T, ShelfError>>,
) -> Result<T, ShelfError> {
    timeout(limit, port)
        .await
        .unwrap_or_else(|_late| Err(ShelfError("no answer in time".into())))
}

fn port_backoff() -> Backoff {
    Backoff::new(Duration::from_secs(1), LONGEST_PAUSE, LONGEST_PAUSE)
}

impl Shared {
    /// Stores what a worker does, for the tree.
    pub(crate) fn show(&self, worker: usize, state: WorkerState) {
        if let Some(shown) = self
            .workers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_mut(worker)
        {
            *shown = state;
        }
    }
}
