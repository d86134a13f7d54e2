//! Inspections: the caller waits for the answer, so they do not queue behind jobs, only behind each other.

use std::path::PathBuf;
use std::sync::Arc;

use actors_kernel::RequestId;
use actors_media::{
    Event, Inspect, Limits, PictureSize, PictureTarget, Probe, Progress, Request, Resize, Resized,
};
use async_trait::async_trait;
use tokio::sync::Semaphore;

use crate::budget::Budget;
use crate::counters::JobCounters;
use crate::errors::InspectError;
use crate::job::Heartbeat;
use crate::pool::Shared;
use crate::run::{Audience, Ended, Precedence, run};

/// The pictures that an inspection makes of a video.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pictures {
    /// The small one, for lists.
    pub thumbnail: Option<PictureTarget>,
    /// The large one, for players.
    pub preview: Option<PictureTarget>,
}

/// The door of the inspections: some run, some wait, the others are turned away.
pub(crate) struct Inspections {
    shared: Arc<Shared>,
    admitted: Semaphore,
    running: Semaphore,
}

impl Inspections {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        let running = shared.settings.inspections.max(1);
        let admitted = running.saturating_add(shared.settings.waiting_inspections);
        Self {
            shared,
            admitted: Semaphore::new(admitted),
            running: Semaphore::new(running),
        }
    }

    pub(crate) async fn inspect(
        &self,
        input: PathBuf,
        pictures: Pictures,
        id: RequestId,
    ) -> Result<Probe, InspectError> {
        let Pictures { thumbnail, preview } = pictures;
        let inspect = Inspect {
            input,
            thumbnail,
            preview,
            limits: Limits::inspection(),
        };
        let ask = |budget: &Budget| budget.inspection_request(inspect);
        match self.answer(ask, &id).await? {
            Event::Inspected(probe) => Ok(probe),
            _ => Err(self.crashed(OTHER_ANSWER.to_owned(), &id)),
        }
    }

    pub(crate) async fn resize(
        &self,
        input: PathBuf,
        output_folder: PathBuf,
        sizes: Vec<PictureSize>,
        id: RequestId,
    ) -> Result<Resized, InspectError> {
        let resize = Resize {
            input,
            output_folder,
            sizes,
            limits: Limits::inspection(),
        };
        let ask = |budget: &Budget| budget.resize_request(resize);
        match self.answer(ask, &id).await? {
            Event::Resized(resized) => Ok(resized),
            _ => Err(self.crashed(OTHER_ANSWER.to_owned(), &id)),
        }
    }

    /// The last word of a child that is asked this.
    async fn answer(
        &self,
        ask: impl FnOnce(&Budget) -> Request,
        id: &RequestId,
    ) -> Result<Event, InspectError> {
        let counters = &self.shared.jobs;
        let mut stop = self.shared.stop();
        if stop.is_stopped() {
            return Err(InspectError::Stopped);
        }
        self.shared.available().await?;
        let Ok(_admitted) = self.admitted.try_acquire() else {
            JobCounters::add(&counters.inspections_busy);
            return Err(InspectError::Busy);
        };
        let Ok(_running) = self.running.acquire().await else {
            return Err(InspectError::Stopped);
        };
        JobCounters::add(&counters.inspections);
        let budget = Budget::of_inspection(&self.shared.settings);
        let request = ask(&budget);
        let ended = run(
            &self.shared.settings,
            &request,
            budget,
            &mut stop,
            Precedence::NONE,
            &mut Nobody,
        )
        .await;
        let reason = match ended {
            Ended::Answered(Event::Failed(failure)) if !failure.kind.may_pass() => {
                return Err(InspectError::Refused(failure));
            }
            Ended::Answered(Event::Failed(failure)) => failure.reason,
            Ended::Answered(event) => return Ok(event),
            Ended::Stopped => return Err(InspectError::Stopped),
            Ended::Failed(verdict) if !verdict.kind.may_pass() => {
                return Err(InspectError::Refused(actors_media::Failure {
                    kind: verdict.kind,
                    reason: verdict.reason,
                }));
            }
            Ended::Failed(verdict) => verdict.reason,
            Ended::Lost => OTHER_ANSWER.to_owned(),
        };
        Err(self.crashed(reason, id))
    }

    fn crashed(&self, reason: String, id: &RequestId) -> InspectError {
        tracing::warn!(request_id = %id, reason, "an inspection failed");
        JobCounters::add(&self.shared.jobs.inspections_crashed);
        InspectError::Crashed(reason)
    }
}

const OTHER_ANSWER: &str = "the media process answered another question";

/// An inspection has no lease and tells no progress.
struct Nobody;

#[async_trait]
impl Audience for Nobody {
    fn hear(&mut self, _progress: Progress) {}

    async fn beat(&mut self) -> Heartbeat {
        Heartbeat::Held
    }
}
