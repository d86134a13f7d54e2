//! New pictures of a video take the place of those of the same kind, whose files go.

use crate::{
    domain::Timestamp,
    media::Place,
    store::{
        StoreError, Tx, file_removals,
        thumbnails::{self, NewPicture, PictureKind},
        videos::VideoRow,
    },
};

/// Writes it.
///
/// # Errors
/// When the database refuses.
pub async fn run(
    tx: &mut Tx,
    video: &VideoRow,
    pictures: &[NewPicture],
    now: Timestamp,
) -> Result<(), StoreError> {
    for picture in pictures {
        let (place, old) = match picture.kind {
            PictureKind::Thumbnail => (Place::Thumbnails, &video.thumbnail),
            PictureKind::Preview => (Place::Previews, &video.preview),
        };
        if let Some(old) = old {
            file_removals::insert(tx, place, old, now).await?;
        }
        thumbnails::set(tx, video.id, picture, now).await?;
    }
    Ok(())
}

/// The same, unless its owner sent one of those that it has; whether it was done.
///
/// # Errors
/// When the database refuses.
pub async fn unless_own(
    tx: &mut Tx,
    video: &VideoRow,
    pictures: &[NewPicture],
    now: Timestamp,
) -> Result<bool, StoreError> {
    let replaced = thumbnails::are_automatic(tx, video.id).await?;
    if replaced {
        run(tx, video, pictures, now).await?;
    }
    Ok(replaced)
}
