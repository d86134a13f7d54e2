//! Removes folders of recordings and jobs that nobody works on any more: of videos that were deleted, by servers that were killed.

use super::Context;
use crate::{
    domain::{JobState, live::session_of_folder},
    jobs::{DutyError, transcode_video::job_of_folder},
    media::Place,
    store::{jobs, live_sessions},
};

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let mut entries = tokio::fs::read_dir(context.library.folder(Place::Work)).await?;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(session) = session_of_folder(&name) {
            let mut tx = context.store.read().await?;
            if !live_sessions::is_unprocessed(&mut tx, session).await? {
                drop(tx);
                context.library.remove(Place::Work, &name).await?;
            }
            continue;
        }
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
