//! The handle: all that the application sees of the pool, and the service that the root keeps alive.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use actors_kernel::{Counts, RequestId, Service, Tree};
use actors_media::{Live, PictureSize, Probe, Resized};
use async_trait::async_trait;
use ractor::{Actor, ActorCell, SpawnErr};

use crate::counters::{JobCounts, WorkerState, WorkerStatus};
use crate::errors::{InspectError, Unavailable};
use crate::inspect::{Inspections, Pictures};
use crate::job::JobShelf;
use crate::live::{LiveEncoder, Urgency};
use crate::pool::{Pool, PoolMessage, Shared};
use crate::settings::Settings;

/// The pool, seen from outside; cheap to clone.
///
/// It works once it is added to a [`Root`](actors_kernel::Root): `root.add(Arc::new(transcoding.clone()))`.
#[derive(Clone)]
pub struct Transcoding {
    shared: Arc<Shared>,
    inspections: Arc<Inspections>,
}

impl Transcoding {
    /// A pool that is not started. A missing executable does not hinder its start: see [`Transcoding::available`].
    pub fn new(settings: Settings, shelf: Arc<dyn JobShelf>) -> Self {
        let shared = Arc::new(Shared::new(settings, shelf));
        Self {
            inspections: Arc::new(Inspections::new(Arc::clone(&shared))),
            shared,
        }
    }

    /// Tells the workers to look at the shelf. Carries nothing, costs nothing, may come too often or in vain.
    pub fn wake(&self) {
        if !self.shared.woken.swap(true, Ordering::SeqCst) {
            self.tell_pool();
        }
    }

    /// Says what a file is and makes pictures of it, now. Dropping the future ends the work.
    ///
    /// # Errors
    /// See [`InspectError`]; `Refused` alone is the file's own fault.
    pub async fn inspect(
        &self,
        input: PathBuf,
        pictures: Pictures,
        request_id: RequestId,
    ) -> Result<Probe, InspectError> {
        self.inspections.inspect(input, pictures, request_id).await
    }

    /// Writes a picture in some sizes into a folder, now. Dropping the future ends the work.
    ///
    /// # Errors
    /// See [`InspectError`]; `Refused` alone is the picture's own fault.
    pub async fn resize(
        &self,
        input: PathBuf,
        output_folder: PathBuf,
        sizes: Vec<PictureSize>,
        request_id: RequestId,
    ) -> Result<Resized, InspectError> {
        self.inspections
            .resize(input, output_folder, sizes, request_id)
            .await
    }

    /// Starts a child at a live; jobs go on beside it.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn live(&self, live: Live) -> Result<LiveEncoder, Unavailable> {
        LiveEncoder::start(Arc::clone(&self.shared), live).await
    }

    /// Lets jobs stand still for as long as the answer is held: a live is behind.
    #[must_use]
    pub fn urgent(&self) -> Urgency {
        Urgency::new(Arc::clone(&self.shared))
    }

    /// Whether the executable is there; the reason otherwise, for `/health`.
    ///
    /// # Errors
    /// When it is missing or cannot be executed.
    pub async fn available(&self) -> Result<(), Unavailable> {
        self.shared.available().await
    }

    /// Counts of jobs and inspections, for the metrics; those of the workers are [`Service::counts`].
    pub fn job_counts(&self) -> JobCounts {
        self.shared.jobs.read()
    }

    /// What each worker does.
    pub fn workers(&self) -> Vec<WorkerStatus> {
        let workers = self
            .shared
            .workers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        workers
            .iter()
            .cloned()
            .enumerate()
            .map(|(worker, state)| WorkerStatus { worker, state })
            .collect()
    }

    /// Kills the children, returns their jobs, and waits for the workers, at most `Settings::shutdown`. Without it
    /// the root's own shutdown does the same.
    pub async fn shutdown(&self) {
        self.drain();
        let mut alive = self.shared.alive.subscribe();
        let gone = tokio::time::timeout(
            self.shared.settings.shutdown,
            alive.wait_for(|alive| *alive == 0),
        )
        .await;
        if gone.is_err() {
            tracing::warn!(
                "transcoding workers did not stop in time; their jobs' leases will run out"
            );
        }
    }

    fn tell_pool(&self) {
        let pool = self
            .shared
            .pool
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = pool.as_ref() {
            // A pool that failed looks anew when the root has started it again.
            let _sent = pool.cast(PoolMessage::Wake);
        }
    }
}

#[async_trait]
impl Service for Transcoding {
    fn name(&self) -> &str {
        "transcode"
    }

    async fn start(&self, supervisor: ActorCell) -> Result<ActorCell, SpawnErr> {
        let (pool, _ended) =
            Actor::spawn_linked(None, Pool, Arc::clone(&self.shared), supervisor).await?;
        let cell = pool.get_cell();
        *self
            .shared
            .pool
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(pool);
        Ok(cell)
    }

    fn drain(&self) {
        self.shared.stop.send_replace(true);
        // Not `wake`: a flag that was left behind must not keep idle workers waiting.
        self.tell_pool();
    }

    fn tree(&self) -> Tree {
        let workers = self.workers();
        let children = workers.iter().map(|status| {
            let (state, queue_depth) = match &status.state {
                WorkerState::Down => ("restarting".to_owned(), 0),
                WorkerState::Idle => ("resting".to_owned(), 0),
                WorkerState::Working { job, progress, .. } => {
                    (format!("running job {job}, {} %", progress.percent), 1)
                }
            };
            Tree {
                name: status.worker.to_string(),
                kind: "worker".to_owned(),
                state,
                queue_depth,
                counters: None,
                children: Vec::new(),
                children_omitted: 0,
            }
        });
        let children: Vec<Tree> = children.collect();
        Tree {
            name: self.name().to_owned(),
            kind: "pool".to_owned(),
            state: if *self.shared.stop.borrow() {
                "stopping"
            } else {
                "running"
            }
            .to_owned(),
            queue_depth: children.iter().map(|child| child.queue_depth).sum(),
            counters: Some(self.counts()),
            children,
            children_omitted: 0,
        }
    }

    fn counts(&self) -> Counts {
        self.shared.kernel.counts()
    }
}
