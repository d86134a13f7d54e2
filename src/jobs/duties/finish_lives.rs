//! The job `video-live-ending`: makes a video of what was recorded of a session, without encoding anything, and frees the
//! storage. What it does can be done again.

use std::{path::PathBuf, time::Duration};

use actors_kernel::RequestId;
use actors_transcode::InspectError;

use super::{Context, queue};
use crate::{
    domain::{JobKind, live::recording_folder},
    jobs::{DutyError, finish_live::FinishLive},
    media::{
        IntakeError, OwnPictures, Place, Upload,
        disk::blocking,
        recording::{longest, repair},
    },
    store::{
        jobs::JobRow,
        live_sessions::{self, LiveSessionRow},
    },
    usecases::publish_replay,
};

/// Longer than any recording takes to be looked at.
const LEASE: Duration = Duration::from_secs(600);

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    while let Some(held) = queue::next(&context, JobKind::VideoLiveEnding, LEASE).await? {
        let finished = finish(&context, &held.job).await;
        queue::end(&context, &held, finished).await?;
    }
    Ok(())
}

async fn finish(context: &Context, job: &JobRow) -> Result<(), DutyError> {
    let FinishLive { session } = serde_json::from_str(&job.payload)?;
    let mut tx = context.store.read().await?;
    let session = live_sessions::find(&mut tx, session).await?;
    drop(tx);
    if let Some(session) = session {
        if !session.processed {
            publish(context, &session, job.request_id.clone()).await?;
        }
        let folder = recording_folder(&session.folder);
        context.library.remove(Place::Work, &folder).await?;
    }
    Ok(())
}

/// The recording becomes a video, if it is to, and there is anything in it.
async fn publish(
    context: &Context,
    session: &LiveSessionRow,
    request: String,
) -> Result<(), DutyError> {
    let recording = match session.replay() {
        Some(_) => recording(context, session).await?,
        None => None,
    };
    let taken = match &recording {
        None => None,
        Some(path) => {
            let upload = Upload {
                path,
                // The other half of its name is in the names of the live's segments.
                name: session.folder.get(32..).unwrap_or(&session.folder),
                extension: ".mp4",
                pictures: OwnPictures::default(),
                request_id: RequestId::from(request.as_str()),
            };
            match context.intake.take_in(&upload).await {
                Ok(taken) => Some(taken),
                Err(IntakeError::Empty | IntakeError::Inspect(InspectError::Refused(_))) => None,
                Err(error) => return Err(error.into()),
            }
        }
    };
    let mut tx = context.store.begin().await?;
    let now = context.clock.now();
    let Some(taken) = taken else {
        live_sessions::set_processed(&mut tx, session.id, None).await?;
        return Ok(tx.commit().await?);
    };
    let replay = publish_replay::run(&mut tx, &context.config, session, &taken, now).await;
    let replay = match replay {
        Ok(Some(replay)) => replay,
        other => {
            drop(tx);
            context.intake.undo(&taken).await?;
            return other.map(drop).map_err(DutyError::from);
        }
    };
    tx.commit().await?;
    if !replay.pictures_used {
        context.intake.discard(&taken.pictures).await?;
    }
    if replay.published.wakes_pool {
        context.intake.transcoding.wake();
    }
    Ok(())
}

async fn recording(
    context: &Context,
    session: &LiveSessionRow,
) -> Result<Option<PathBuf>, DutyError> {
    let folder = recording_folder(&session.folder);
    let folder = context.library.path(Place::Work, &folder);
    let found = blocking(move || {
        repair(&folder)?;
        longest(&folder)
    });
    Ok(found.await?)
}
