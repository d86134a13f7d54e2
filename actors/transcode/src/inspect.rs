//! Inspections: the caller waits for the answer, so they do not queue behind jobs, only behind each other.

use std::path::PathBuf;
use std::sync::Arc;

use actors_kernel::RequestId;
use actors_media::{Event, Inspect, Limits, PictureTarget, Probe, Progress};
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
        let Pictures { thumbnail, preview } = pictures;
        let budget = Budget::of_inspection(&self.shared.settings);
        let request = budget.inspection_request(Inspect {
            input,
            thumbnail,
            preview,
            limits: Limits::inspection(),
        });
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
            Ended::Answered(Event::Inspected(probe)) => return Ok(probe),
            Ended::Answered(Event::Failed(failure)) if !failure.kind.may_pass() => {
                return Err(InspectError::Refused(failure));
            }
            Ended::Stopped => return Err(InspectError::Stopped),
            Ended::Failed(verdict) if !verdict.kind.may_pass() => {
                return Err(InspectError::Refused(actors_media::Failure {
                    kind: verdict.kind,
                    reason: verdict.reason,
                }));
            }
            Ended::Answered(Event::Failed(failure)) => failure.reason,
            Ended::Failed(verdict) => verdict.reason,
            Ended::Answered(_) | Ended::Lost => {
                "the media process answered another question".to_owned()
            }
        };
        tracing::warn!(request_id = %id, reason, "an inspection failed");
        JobCounters::add(&counters.inspections_crashed);
        Err(InspectError::Crashed(reason))
    }
}

/// An inspection has no lease and tells no progress.
struct Nobody;

#[async_trait]
impl Audience for Nobody {
    fn hear(&mut self, _progress: Progress) {}

    async fn beat(&mut self) -> Heartbeat {
        Heartbeat::Held
    }
}
