//! What an owner says anew of a video, and what follows when more or fewer people may see it.

use crate::{
    domain::{Privacy, Timestamp, VideoDraft, VideoState},
    jobs::notify::{self, Occurrence},
    store::{
        StoreError, Tx,
        outbox::{self, Activity},
        scheduled_updates,
        thumbnails::NewPicture,
        video_file_tokens, video_passwords, video_tags,
        videos::{self, VideoRow},
    },
    usecases::{
        rename_files::{self, Prepared},
        replace_pictures,
    },
};

/// What is changed.
#[derive(Debug)]
pub struct Update<'a> {
    /// The request that asks for it.
    pub request_id: &'a str,
    /// Everything that is said of the video from now on.
    pub draft: &'a VideoDraft,
    /// New pictures, in their places.
    pub pictures: &'a [NewPicture],
    /// New names of its files, which stand under them already.
    pub renamed: Option<&'a Prepared>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "what is not done must not be committed"]
pub enum Updated {
    /// It is changed.
    Done,
    /// Its files must be named anew first, all that it has by now. Nothing is to be committed.
    RenameFirst,
}

/// Writes the change and what follows from it.
///
/// # Errors
/// When the database refuses.
pub async fn run(
    tx: &mut Tx,
    video: &VideoRow,
    update: &Update<'_>,
    now: Timestamp,
) -> Result<Updated, StoreError> {
    let draft = update.draft;
    let before = video.privacy;
    if before.files_are_public()
        && !draft.privacy.files_are_public()
        && !are_renamed(tx, video, update.renamed, now).await?
    {
        return Ok(Updated::RenameFirst);
    }
    let published_at = if was_hidden(before) && !was_hidden(draft.privacy) {
        now
    } else {
        video.published_at
    };
    videos::set(tx, video.id, draft, published_at, now).await?;
    video_tags::replace(tx, video.id, &draft.tags).await?;
    video_passwords::replace(tx, video.id, &draft.passwords, now).await?;
    if before != draft.privacy {
        video_file_tokens::remove_of_video(tx, video.id).await?;
    }
    scheduled_updates::replace(tx, video.id, draft.schedule).await?;
    replace_pictures::run(tx, video, update.pictures, now).await?;
    if video.state == VideoState::Published
        && let Some(activity) = activity(before, draft.privacy)
    {
        outbox::insert(tx, video.channel_id, activity, &video.url, now).await?;
        if activity == Activity::Create {
            let new = Occurrence::NewVideo { video: video.id };
            notify::order(tx, new, update.request_id, now).await?;
        }
    }
    Ok(Updated::Done)
}

/// Whether strangers know none of the names that the files have from now on.
async fn are_renamed(
    tx: &mut Tx,
    video: &VideoRow,
    renamed: Option<&Prepared>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    match renamed {
        Some(prepared) => rename_files::run(tx, video.id, prepared, now).await,
        None => Ok(!rename_files::has_files(tx, video.id).await?),
    }
}

/// What other servers hear when a privacy is followed by another.
fn activity(before: Privacy, after: Privacy) -> Option<Activity> {
    match (before == Privacy::Public, after == Privacy::Public) {
        (false, true) => Some(Activity::Create),
        (true, true) => Some(Activity::Update),
        (true, false) => Some(Activity::Delete),
        (false, false) => None,
    }
}

/// Whether nobody but its owner and moderators saw it.
fn was_hidden(privacy: Privacy) -> bool {
    privacy == Privacy::Private
}
