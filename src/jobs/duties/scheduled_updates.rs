//! Applies the changes of privacy whose time has come.

use super::{BATCH, Context};
use crate::{
    domain::{VideoId, VideoReference},
    jobs::DutyError,
    store::{scheduled_updates, videos},
    usecases::{
        apply_schedule,
        rename_files::{self, Prepared},
        update_video::Updated,
    },
};

/// Does it, each video in a unit of work of its own. One that cannot be changed now does not hold up the others.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let mut tx = context.store.read().await?;
    let due = scheduled_updates::list_due(&mut tx, context.clock.now(), BATCH).await?;
    drop(tx);
    let mut failed = None;
    for video in due {
        if let Err(error) = apply(&context, video).await {
            failed = Some(error);
        }
    }
    failed.map_or(Ok(()), Err)
}

/// A second time with new names for the files, where those are to be hidden. When the files change in between, the next
/// run finds the schedule again.
async fn apply(context: &Context, video: VideoId) -> Result<(), DutyError> {
    if attempt(context, video, None).await? == Updated::Done {
        return Ok(());
    }
    let mut tx = context.store.read().await?;
    let Some(row) = videos::find(&mut tx, VideoReference::Id(video)).await? else {
        return Ok(());
    };
    drop(tx);
    let prepared = rename_files::prepare(&context.store, &context.library, video, row.uuid).await?;
    match attempt(context, video, Some(&prepared)).await {
        Ok(Updated::Done) => Ok(prepared.finish(&context.library).await?),
        other => {
            prepared.discard(&context.library).await?;
            other.map(drop)
        }
    }
}

async fn attempt(
    context: &Context,
    video: VideoId,
    renamed: Option<&Prepared>,
) -> Result<Updated, DutyError> {
    let mut tx = context.store.begin().await?;
    let updated = apply_schedule::run(&mut tx, video, renamed, context.clock.now()).await?;
    if updated == Updated::Done {
        tx.commit().await?;
    }
    Ok(updated)
}
