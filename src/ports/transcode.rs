//! What the transcoding pool asks: the next job, whether it is still wanted, and where its files go.

mod renditions;
mod sheet;
mod work;

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use actors_kernel::RequestId;
use actors_media::Progress;
use actors_transcode::{Claimed, Heartbeat, JobId, JobShelf, Lease, Made, Outcome, ShelfError};
use async_trait::async_trait;

use self::work::{Task, Unworkable};
use crate::{
    clock::Clock,
    config::Config,
    domain::{self, JobKind, LeaseHolder, VideoId, VideoReference},
    jobs::transcode_video::work_folder,
    media::{Library, Place},
    store::{Store, StoreError, jobs, videos},
    usecases::fail_transcoding::{self, Failed},
};

/// What the pool's workers can do.
const KINDS: &[JobKind] = &[JobKind::VideoTranscoding, JobKind::GenerateVideoStoryboard];

/// The job table, as the pool sees it.
pub struct TranscodeShelf {
    /// The database.
    pub store: Store,
    /// Where files lie.
    pub library: Library,
    /// The time.
    pub clock: Clock,
    /// Every setting.
    pub config: Arc<Config>,
    /// Whose leases these are.
    pub holder: LeaseHolder,
}

/// What went wrong between the pool and its table.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the library: {0}")]
    Disk(#[from] io::Error),
    #[error("a job or a file of hashes that this server wrote cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the files of the video changed while its playlist was written")]
    Changing,
}

impl From<Trouble> for ShelfError {
    fn from(trouble: Trouble) -> Self {
        Self(Box::new(trouble))
    }
}

#[async_trait]
impl JobShelf for TranscodeShelf {
    async fn claim(&self, _worker: usize) -> Result<Option<Claimed>, ShelfError> {
        Ok(self.next().await?)
    }

    async fn heartbeat(
        &self,
        job: JobId,
        lease: &Lease,
        progress: Progress,
    ) -> Result<Heartbeat, ShelfError> {
        let held = self.prolong(job, lease, progress).await?;
        Ok(if held {
            Heartbeat::Held
        } else {
            Heartbeat::Lost
        })
    }

    async fn finish(&self, job: JobId, lease: &Lease, outcome: Outcome) -> Result<(), ShelfError> {
        let id = domain::JobId::new(job.0);
        match outcome {
            Outcome::Done(Made::Transcoded(made)) => {
                if let Some(given_up) = &made.given_up {
                    tracing::warn!(%id, given_up, "a graphics card failed in the middle; the job was done without it");
                }
                self.record_renditions(id, &lease.0, &made).await?;
            }
            Outcome::Done(Made::Drawn(drawn)) => self.record_sheet(id, &lease.0, drawn).await?,
            Outcome::Failed { reason, retry, .. } => {
                self.fail(id, &lease.0, &reason, retry).await?;
            }
            Outcome::Returned => self.give_back(id, &lease.0).await?,
        }
        self.library
            .remove(Place::Work, &work_folder(id))
            .await
            .map_err(Trouble::from)?;
        Ok(())
    }

    async fn abandon(&self, job: JobId) -> Result<(), ShelfError> {
        let id = domain::JobId::new(job.0);
        // The folder is the job's: whoever has claimed it since has begun anew in it.
        if !self.is_worked_on(id).await? {
            let removed = self.library.remove(Place::Work, &work_folder(id)).await;
            removed.map_err(Trouble::from)?;
        }
        Ok(())
    }
}

impl TranscodeShelf {
    async fn next(&self) -> Result<Option<Claimed>, Trouble> {
        let lease = self.holder.lease();
        loop {
            let mut tx = self.store.begin_unshown().await?;
            // After the wait for a connection: what was paused meanwhile was not begun before.
            let now = self.clock.now();
            let until = now + self.config.jobs.lease;
            let claimed = jobs::claim(&mut tx, KINDS, &lease, now, until).await?;
            tx.commit().await?;
            let Some(job) = claimed else { return Ok(None) };
            match self.task(&job).await? {
                Ok(task) => return Ok(Some(self.prepare(&job, task, lease).await?)),
                // Parked with its reason, or put off, and the next one is looked at.
                Err(Unworkable { reason, retry }) => {
                    self.fail(job.id, &lease, &reason, retry).await?;
                }
            }
        }
    }

    async fn is_worked_on(&self, id: domain::JobId) -> Result<bool, Trouble> {
        let mut tx = self.store.read().await?;
        let job = jobs::find(&mut tx, id).await?;
        Ok(job.is_some_and(|job| job.lease.is_some()))
    }

    /// Makes an empty folder for what the job makes.
    async fn prepare(
        &self,
        job: &jobs::JobRow,
        task: Task,
        lease: String,
    ) -> Result<Claimed, Trouble> {
        let folder = work_folder(job.id);
        self.library.remove(Place::Work, &folder).await?;
        tokio::fs::create_dir_all(self.library.path(Place::Work, &folder)).await?;
        Ok(Claimed {
            job: JobId(job.id.get()),
            lease: Lease(lease),
            request_id: RequestId::from(job.request_id.as_str()),
            duration: Duration::from_millis(task.duration_ms),
            work: task.work,
        })
    }

    async fn prolong(
        &self,
        job: JobId,
        lease: &Lease,
        progress: Progress,
    ) -> Result<bool, Trouble> {
        let until = self.clock.now() + self.config.jobs.lease;
        let mut tx = self.store.begin_unshown().await?;
        let id = domain::JobId::new(job.0);
        let held =
            jobs::heartbeat(&mut tx, id, &lease.0, i64::from(progress.percent), until).await?;
        tx.commit().await?;
        Ok(held)
    }

    /// A job that is held, with its video; nothing when it is held no more.
    async fn held(
        &self,
        id: domain::JobId,
        lease: &str,
    ) -> Result<Option<(jobs::JobRow, videos::VideoRow)>, Trouble> {
        let mut tx = self.store.read().await?;
        let job = jobs::find(&mut tx, id).await?;
        let Some(job) = job.filter(|job| job.lease.as_deref() == Some(lease)) else {
            return Ok(None);
        };
        let Some(video) = job.video() else {
            return Ok(None);
        };
        let video = videos::find(&mut tx, VideoReference::Id(video)).await?;
        Ok(video.map(|video| (job, video)))
    }

    async fn fail(
        &self,
        id: domain::JobId,
        lease: &str,
        reason: &str,
        retry: bool,
    ) -> Result<(), Trouble> {
        let mut tx = self.store.begin().await?;
        let video = jobs::find(&mut tx, id).await?.and_then(|job| job.video());
        let failed = Failed {
            job: id,
            lease,
            video: video.unwrap_or(VideoId::new(0)),
            reason,
            retry,
        };
        let policy = self.config.jobs.retry_policy();
        fail_transcoding::run(&mut tx, policy, &failed, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn give_back(&self, id: domain::JobId, lease: &str) -> Result<(), Trouble> {
        let mut tx = self.store.begin_unshown().await?;
        jobs::give_back(&mut tx, id, lease).await?;
        Ok(tx.commit().await?)
    }

    /// Where a file of that name is made by a job.
    fn made(&self, id: domain::JobId, name: &str) -> PathBuf {
        self.library.path(Place::Work, &work_folder(id)).join(name)
    }
}
