//! Removes files of the library that no row names: left by a server that was killed between a file and its row.
//!
//! Files come before their rows, so a young one may be about to be somebody's. The age is that of the file's entry
//! (ctime): a link to an old file is young.

use std::{os::unix::fs::MetadataExt, path::Path, time::Duration};

use super::Context;
use crate::{domain::Timestamp, jobs::DutyError, media::Place, store::known_files};

/// No file waits longer for its row.
const YOUNG: Duration = Duration::from_secs(24 * 3600);

/// Where names are those of rows.
const SWEPT: &[Place] = &[
    Place::WebVideos,
    Place::Hls,
    Place::Originals,
    Place::Thumbnails,
    Place::Previews,
    Place::Storyboards,
    Place::Avatars,
];

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    let young = context.clock.now() - YOUNG;
    for place in SWEPT {
        let mut entries = tokio::fs::read_dir(context.library.folder(*place)).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name().to_string_lossy().into_owned();
            if *place == Place::Hls {
                sweep_folder(&context, &entry.path(), &name, young).await?;
            } else {
                sweep_file(&context, *place, &entry.path(), &name, young).await?;
            }
        }
    }
    Ok(())
}

/// The folder of a video's HLS files: what is in it, and itself when that was all.
async fn sweep_folder(
    context: &Context,
    path: &Path,
    folder: &str,
    young: Timestamp,
) -> Result<(), DutyError> {
    if !tokio::fs::symlink_metadata(path).await?.is_dir() {
        return Ok(());
    }
    let mut entries = tokio::fs::read_dir(path).await?;
    let mut left = false;
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name().to_string_lossy().into_owned();
        let name_of_place = format!("{folder}/{name}");
        let mut tx = context.store.read().await?;
        let known = known_files::is_known(&mut tx, Place::Hls, &name).await?;
        drop(tx);
        if known || !is_older(&entry.path(), young).await {
            left = true;
        } else {
            remove(context, Place::Hls, &name_of_place).await?;
        }
    }
    if !left && is_older(path, young).await {
        // Fails where something has come into it meanwhile, which is right.
        drop(tokio::fs::remove_dir(path).await);
    }
    Ok(())
}

async fn sweep_file(
    context: &Context,
    place: Place,
    path: &Path,
    name: &str,
    young: Timestamp,
) -> Result<(), DutyError> {
    if !is_older(path, young).await {
        return Ok(());
    }
    let mut tx = context.store.read().await?;
    let known = known_files::is_known(&mut tx, place, name).await?;
    drop(tx);
    // Looked at once more: it may have been linked meanwhile, which makes it young again.
    if !known && is_older(path, young).await {
        remove(context, place, name).await?;
    }
    Ok(())
}

async fn remove(context: &Context, place: Place, name: &str) -> Result<(), DutyError> {
    tracing::info!(
        place = place.word(),
        name,
        "a file that nobody names is removed"
    );
    Ok(context.library.remove(place, name).await?)
}

/// Whether the entry was made or linked before that moment; one that is gone was not.
async fn is_older(path: &Path, moment: Timestamp) -> bool {
    let found = tokio::fs::symlink_metadata(path).await;
    found.is_ok_and(|found| found.ctime() < moment.timestamp())
}
