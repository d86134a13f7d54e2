//! Removes who is to be removed, with all that is theirs: videos first, a few in each transaction, so that a stop in the
//! middle loses nothing of what is done.

use super::Context;
use crate::{
    domain::{Timestamp, UserId, VideoId, VideoReference},
    jobs::DutyError,
    store::{StoreError, Tx, users, videos},
    usecases::delete_video,
};

/// Videos that one transaction removes.
pub(super) const VIDEOS: i64 = 20;

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    loop {
        let mut tx = context.store.begin().await?;
        let Some(user) = users::list_removed(&mut tx, 1).await?.first().copied() else {
            return Ok(());
        };
        remove_some(&mut tx, user, context.clock.now()).await?;
        tx.commit().await?;
    }
}

async fn remove_some(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    let some = users::list_videos(tx, user, VIDEOS).await?;
    if some.is_empty() {
        return users::remove(tx, user, now).await;
    }
    remove_videos(tx, &some, now).await
}

/// Removes videos that are still there.
pub(super) async fn remove_videos(
    tx: &mut Tx,
    some: &[VideoId],
    now: Timestamp,
) -> Result<(), StoreError> {
    for video in some {
        if let Some(video) = videos::find(tx, VideoReference::Id(*video)).await? {
            delete_video::run(tx, &video, now).await?;
        }
    }
    Ok(())
}
