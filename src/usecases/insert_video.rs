//! The rows that every new video begins with, whatever it is made of.

use crate::{
    config::Config,
    domain::{PublicUuid, Timestamp, VideoId},
    store::{
        StoreError, Tx, scheduled_updates, video_passwords, video_tags,
        videos::{self, NewVideo},
    },
};

/// The address of a video in the federation.
#[must_use]
pub fn address(config: &Config, video: PublicUuid) -> String {
    format!("{}/videos/watch/{video}", config.webserver.base_url())
}

/// Writes the video and what its owner says of it.
///
/// # Errors
/// When the database refuses.
pub async fn run(tx: &mut Tx, video: &NewVideo<'_>, now: Timestamp) -> Result<VideoId, StoreError> {
    let draft = video.draft;
    let id = videos::insert(tx, video, now).await?;
    video_tags::replace(tx, id, &draft.tags).await?;
    video_passwords::replace(tx, id, &draft.passwords, now).await?;
    scheduled_updates::replace(tx, id, draft.schedule).await?;
    Ok(id)
}
