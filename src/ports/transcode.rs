//! What the transcoding pool asks: the next job, whether it is still wanted, and where its files go.

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use actors_kernel::RequestId;
use actors_media::{Limits, Progress, Transcode, Transcoded};
use actors_transcode::{Claimed, Heartbeat, JobId, JobShelf, Lease, Outcome, ShelfError};
use async_trait::async_trait;

use crate::{
    clock::Clock,
    config::Config,
    domain::{self, JobKind, LeaseHolder, RetryPolicy, VideoId, VideoReference},
    jobs::transcode_video::{KEYFRAME_MS, SEGMENT_MS, TranscodeVideo, work_folder},
    media::{Library, Place},
    store::{Store, StoreError, jobs, videos},
    usecases::{
        fail_transcoding::{self, Failed},
        record_transcoded::{self, Finished, Recorded},
    },
};

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
            Outcome::Done(made) => self.record(id, &lease.0, &made).await?,
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
            let now = self.clock.now();
            let until = now + self.config.jobs.lease;
            let mut tx = self.store.begin().await?;
            let claimed =
                jobs::claim(&mut tx, &[JobKind::VideoTranscoding], &lease, now, until).await?;
            tx.commit().await?;
            let Some(job) = claimed else { return Ok(None) };
            let plan = serde_json::from_str::<TranscodeVideo>(&job.payload);
            match plan {
                Ok(plan) => return Ok(Some(self.prepare(&job, plan, lease).await?)),
                // A row that another version wrote: parked with its reason, and the next one is looked at.
                Err(error) => {
                    let reason = format!("the job cannot be read: {error}");
                    self.fail(job.id, &lease, &reason, false).await?;
                }
            }
        }
    }

    async fn is_worked_on(&self, id: domain::JobId) -> Result<bool, Trouble> {
        let mut tx = self.store.read().await?;
        let job = jobs::find(&mut tx, id).await?;
        Ok(job.is_some_and(|job| job.lease.is_some()))
    }

    async fn prepare(
        &self,
        job: &jobs::JobRow,
        plan: TranscodeVideo,
        lease: String,
    ) -> Result<Claimed, Trouble> {
        let folder = work_folder(job.id);
        self.library.remove(Place::Work, &folder).await?;
        let output_folder = self.library.path(Place::Work, &folder);
        tokio::fs::create_dir_all(&output_folder).await?;
        Ok(Claimed {
            job: JobId(job.id.get()),
            lease: Lease(lease),
            request_id: RequestId::from(job.request_id.as_str()),
            duration: Duration::from_millis(plan.duration_ms),
            work: Transcode {
                input: self.library.path(Place::WebVideos, &plan.input),
                output_folder,
                renditions: plan.renditions,
                master: plan.master,
                segment_ms: SEGMENT_MS,
                keyframe_ms: KEYFRAME_MS,
                encoding: plan.encoding,
                limits: Limits {
                    nice: self.config.worker.nice,
                    ..Limits::default()
                },
            },
        })
    }

    async fn prolong(
        &self,
        job: JobId,
        lease: &Lease,
        progress: Progress,
    ) -> Result<bool, Trouble> {
        let until = self.clock.now() + self.config.jobs.lease;
        let mut tx = self.store.begin().await?;
        let id = domain::JobId::new(job.0);
        let held =
            jobs::heartbeat(&mut tx, id, &lease.0, i64::from(progress.percent), until).await?;
        tx.commit().await?;
        Ok(held)
    }

    /// Moves what was made into its places, then writes it down. Files that end up nobody's are removed again.
    async fn record(
        &self,
        id: domain::JobId,
        lease: &str,
        made: &Transcoded,
    ) -> Result<(), Trouble> {
        let Some((video, plan)) = self.find(id, lease).await? else {
            return Ok(());
        };
        let names = names(made, &plan, &video.uuid.to_string());
        for (place, name, made_as) in &names {
            let from = self.made(id, made_as);
            self.library.adopt(&from, *place, name).await?;
        }
        let kept = self.keep_original(&plan).await?;
        let finished = Finished {
            job: id,
            lease,
            video: video.id,
            made,
            master: plan.master.as_ref(),
            keep_original_as: kept.as_deref(),
        };
        let mut tx = self.store.begin().await?;
        let recorded = record_transcoded::run(&mut tx, &finished, self.clock.now()).await?;
        if recorded == Recorded::Yes {
            tx.commit().await?;
            return Ok(());
        }
        drop(tx);
        for (place, name, _) in &names {
            self.library.remove(*place, name).await?;
        }
        Ok(())
    }

    /// The video and the plan of a job that is held; nothing when it is held no more.
    async fn find(
        &self,
        id: domain::JobId,
        lease: &str,
    ) -> Result<Option<(videos::VideoRow, TranscodeVideo)>, Trouble> {
        let mut tx = self.store.read().await?;
        let job = jobs::find(&mut tx, id).await?;
        let Some(job) = job.filter(|job| job.lease.as_deref() == Some(lease)) else {
            return Ok(None);
        };
        let Some(video) = job.video() else {
            return Ok(None);
        };
        let video = videos::find(&mut tx, VideoReference::Id(video)).await?;
        let plan = serde_json::from_str(&job.payload).ok();
        Ok(video.zip(plan))
    }

    async fn keep_original(&self, plan: &TranscodeVideo) -> Result<Option<String>, Trouble> {
        if !self.config.transcoding.original_file.keep {
            return Ok(None);
        }
        let from = self.library.path(Place::WebVideos, &plan.input);
        self.library
            .link(&from, Place::Originals, &plan.input)
            .await?;
        Ok(Some(plan.input.clone()))
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
        let policy = RetryPolicy {
            first: self.config.jobs.retry_delay,
            longest: self.config.jobs.max_retry_delay,
        };
        fail_transcoding::run(&mut tx, policy, &failed, self.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn give_back(&self, id: domain::JobId, lease: &str) -> Result<(), Trouble> {
        let mut tx = self.store.begin().await?;
        jobs::give_back(&mut tx, id, lease).await?;
        Ok(tx.commit().await?)
    }

    fn made(&self, id: domain::JobId, name: &str) -> PathBuf {
        self.library.path(Place::Work, &work_folder(id)).join(name)
    }
}

/// Every file that was made: its place, its name there, and its name where it was made.
fn names(made: &Transcoded, plan: &TranscodeVideo, uuid: &str) -> Vec<(Place, String, String)> {
    let hls = |name: &str| (Place::Hls, format!("{uuid}/{name}"), name.to_owned());
    let mut names = Vec::new();
    for rendition in &made.renditions {
        if let Some(web) = &rendition.web {
            names.push((Place::WebVideos, web.file.clone(), web.file.clone()));
        }
        if let Some(files) = &rendition.hls {
            names.extend([hls(&files.file), hls(&files.playlist)]);
        }
    }
    if let Some(master) = &plan.master {
        names.extend([hls(&master.playlist), hls(&master.segment_hashes)]);
    }
    names
}
