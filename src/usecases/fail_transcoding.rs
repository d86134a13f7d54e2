//! Work on a video that came to nothing: tried again later, or given up; a transcoding with its reason on the video's
//! state.

use crate::{
    domain::{JobId, JobKind, RetryPolicy, Timestamp, VideoId, VideoReference, VideoState},
    store::{StoreError, Tx, jobs, videos},
};

/// What went wrong.
#[derive(Debug)]
pub struct Failed<'a> {
    /// The job.
    pub job: JobId,
    /// Proof of holding it.
    pub lease: &'a str,
    /// Its video.
    pub video: VideoId,
    /// One line for people.
    pub reason: &'a str,
    /// Whether another try makes sense.
    pub retry: bool,
}

/// Gives the lease up. A video that waited for its renditions says why it has none, once nobody tries any more; one
/// that plays as it came goes on doing so.
///
/// # Errors
/// When the database refuses.
pub async fn run(
    tx: &mut Tx,
    policy: RetryPolicy,
    failed: &Failed<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let job = jobs::find(tx, failed.job).await?;
    let is_transcoding = job
        .as_ref()
        .is_some_and(|job| job.kind == JobKind::VideoTranscoding);
    let again = job
        .filter(|_| failed.retry)
        .and_then(|job| policy.retry_at(job.attempts, job.max_attempts, now));
    if !jobs::fail(tx, failed.job, failed.lease, failed.reason, again, now).await? {
        return Ok(());
    }
    if again.is_none() && is_transcoding {
        give_up(tx, failed.video, failed.reason, now).await?;
    }
    Ok(())
}

/// Writes the reason on the video's state, if it waited.
///
/// # Errors
/// When the database refuses.
pub async fn give_up(
    tx: &mut Tx,
    video: VideoId,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let found = videos::find(tx, VideoReference::Id(video)).await?;
    if found.is_some_and(|video| video.state == VideoState::ToTranscode) {
        videos::set_state(tx, video, VideoState::TranscodingFailed, Some(reason), now).await?;
    }
    Ok(())
}
