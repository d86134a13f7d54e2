//! What is said of a video now: what an update starts from.

use crate::{
    domain::{Privacy, Schedule, VideoDraft},
    store::{Read, StoreError, video_passwords, video_tags, videos::VideoRow},
};

/// Gathers it from the tables.
///
/// # Errors
/// When the database refuses.
pub async fn run(tx: &mut impl Read, video: &VideoRow) -> Result<VideoDraft, StoreError> {
    let schedule = video.scheduled_at.map(|at| Schedule {
        at,
        privacy: video
            .scheduled_privacy
            .and_then(|number| Privacy::try_from(number).ok()),
    });
    let passwords = video_passwords::list(tx, video.id).await?;
    Ok(VideoDraft {
        name: video.name.clone(),
        category: video.category,
        licence: video.licence,
        language: video.language.clone(),
        privacy: video.privacy,
        nsfw: video.nsfw,
        description: video.description.clone(),
        support: video.support.clone(),
        tags: video_tags::list(tx, video.id).await?,
        comments_policy: video.comments_policy,
        download_enabled: video.download_enabled,
        wait_transcoding: video.wait_transcoding,
        originally_published_at: video.originally_published_at,
        schedule,
        passwords: passwords.into_iter().map(|row| row.password).collect(),
    })
}
