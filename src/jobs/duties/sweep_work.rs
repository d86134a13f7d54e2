//! Removes folders of jobs that nobody works on any more: of videos that were deleted, by servers that were killed.

use super::Context;
use crate::{
    domain::JobState,
    jobs::{DutyError, transcode_video::job_of_folder},
    media::Place,
    store::jobs,
};

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let mut entries = tokio::fs::read_dir(context.library.folder(Place::Work)).await?;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(job) = job_of_folder(&name) else {
            continue;
        };
        let mut tx = context.store.read().await?;
        let found = jobs::find(&mut tx, job).await?;
        drop(tx);
        let ended = |state| matches!(state, JobState::Completed | JobState::Failed);
        if found.is_none_or(|job| ended(job.state)) {
            context.library.remove(Place::Work, &name).await?;
        }
    }
    Ok(())
}
