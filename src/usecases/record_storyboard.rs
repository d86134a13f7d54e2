//! A finished sheet of small pictures: it is the video's from now on.

use crate::{
    domain::{JobId, Timestamp, VideoId, VideoReference},
    media::Place,
    store::{
        StoreError, Tx, file_removals, jobs,
        storyboards::{self, StoryboardRow},
        videos,
    },
};

/// What was drawn, under which lease.
#[derive(Debug)]
pub struct Drawn<'a> {
    /// The job.
    pub job: JobId,
    /// Proof of holding it.
    pub lease: &'a str,
    /// Its video.
    pub video: VideoId,
    /// The sheet, in its place.
    pub sheet: StoryboardRow,
}

/// Writes the sheet's row in the place of the one before, and completes the job. False, and not to be committed, when
/// the job is somebody else's by now or its video is gone: the sheet is nobody's.
///
/// # Errors
/// When the database refuses.
pub async fn run(tx: &mut Tx, drawn: &Drawn<'_>, now: Timestamp) -> Result<bool, StoreError> {
    if !jobs::complete(tx, drawn.job, drawn.lease, now).await?
        || videos::find(tx, VideoReference::Id(drawn.video))
            .await?
            .is_none()
    {
        return Ok(false);
    }
    if let Some(before) = storyboards::find(tx, drawn.video).await?
        && before.filename != drawn.sheet.filename
    {
        file_removals::insert(tx, Place::Storyboards, &before.filename, now).await?;
    }
    storyboards::set(tx, drawn.video, &drawn.sheet, now).await?;
    Ok(true)
}
