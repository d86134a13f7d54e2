//! The change of privacy that an owner scheduled, when its time has come.

use crate::{
    domain::{Privacy, Timestamp, VideoId, VideoReference, VideoState},
    jobs::notify::{self, Occurrence},
    store::{StoreError, Tx, scheduled_updates, videos},
    usecases::{
        load_draft,
        rename_files::Prepared,
        update_video::{self, Updated},
    },
};

/// Applies what is scheduled for the video, and forgets it. A video that is gone has no schedule.
///
/// # Errors
/// When the database refuses.
pub async fn run(
    tx: &mut Tx,
    video: VideoId,
    renamed: Option<&Prepared>,
    now: Timestamp,
) -> Result<Updated, StoreError> {
    let Some(row) = videos::find(tx, VideoReference::Id(video)).await? else {
        return Ok(Updated::Done);
    };
    let scheduled = row.scheduled_privacy.map(Privacy::try_from);
    let Some(Ok(privacy)) = scheduled else {
        // A schedule without a privacy changes nothing but its own end.
        scheduled_updates::replace(tx, video, None).await?;
        return Ok(Updated::Done);
    };
    let mut draft = load_draft::run(tx, &row).await?;
    draft.schedule = None;
    draft.privacy = privacy;
    let request = format!("schedule-of-video-{video}");
    let update = update_video::Update {
        request_id: &request,
        draft: &draft,
        pictures: &[],
        renamed,
    };
    let updated = update_video::run(tx, &row, &update, now).await?;
    if updated == Updated::Done && row.state == VideoState::Published {
        notify::order(tx, Occurrence::Published { video }, &request, now).await?;
    }
    Ok(updated)
}
