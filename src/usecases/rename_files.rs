//! New names for the files of a video that fewer people may see from now on.
//!
//! In two steps, since no file is touched while a unit of work is open: [`prepare`] has the files stand under their new
//! names too, [`run`] writes those names into the rows, in the unit of work of the change itself. What either leaves
//! when it comes to nothing is named by no row, and swept.

use std::io;

use crate::{
    domain::{PublicUuid, Timestamp, VideoFileId, VideoId},
    media::{FileNames, Library, Names, SharedNames},
    store::{Read, Store, StoreError, Tx, file_removals, streaming_playlists, video_files},
};

/// Files that stand under two names.
#[derive(Debug)]
pub struct Prepared {
    uuid: PublicUuid,
    ids: Vec<VideoFileId>,
    old: Names,
    new: Names,
}

/// Why nothing was prepared.
#[derive(Debug, thiserror::Error)]
pub enum NotPrepared {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The disk.
    #[error("the library: {0}")]
    Disk(#[from] io::Error),
}

/// Has every file of the video stand under a new name too.
///
/// # Errors
/// When the database fails or the disk refuses.
pub async fn prepare(
    store: &Store,
    library: &Library,
    video: VideoId,
    uuid: PublicUuid,
) -> Result<Prepared, NotPrepared> {
    let mut tx = store.read().await?;
    let (ids, old) = names(&mut tx, video).await?;
    drop(tx);
    let new = old.anew();
    let prepared = Prepared {
        uuid,
        ids,
        old,
        new,
    };
    if let Err(error) = library.name_anew(uuid, &prepared.old, &prepared.new).await {
        prepared.discard(library).await?;
        return Err(error.into());
    }
    Ok(prepared)
}

/// Whether the video has files at all.
///
/// # Errors
/// When the database fails.
pub async fn has_files(tx: &mut impl Read, video: VideoId) -> Result<bool, StoreError> {
    Ok(!names(tx, video).await?.0.is_empty())
}

/// Writes the new names into the rows, and has the old ones removed. False, and nothing is written, when the video has
/// other files by now than those that were prepared.
///
/// # Errors
/// When the database refuses.
pub async fn run(
    tx: &mut Tx,
    video: VideoId,
    prepared: &Prepared,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (ids, old) = names(tx, video).await?;
    if (&ids, &old) != (&prepared.ids, &prepared.old) {
        return Ok(false);
    }
    for (id, file) in ids.iter().zip(&prepared.new.files) {
        video_files::set_names(tx, *id, &file.media, file.playlist.as_deref()).await?;
    }
    if let (Some(row), Some(shared)) = (
        streaming_playlists::find(tx, video).await?,
        &prepared.new.shared,
    ) {
        streaming_playlists::set_names(tx, row.id, &shared.master, &shared.hashes, now).await?;
    }
    for (place, name) in old.places(prepared.uuid) {
        file_removals::insert(tx, place, &name, now).await?;
    }
    Ok(true)
}

impl Prepared {
    /// Removes the files under their old names, once the change is committed: at once, and not when the duty comes to it.
    ///
    /// # Errors
    /// When the disk refuses; the duty tries again then.
    pub async fn finish(&self, library: &Library) -> io::Result<()> {
        remove(library, &self.old, self.uuid).await
    }

    /// Removes the files under their new names, when nothing came of the change.
    ///
    /// # Errors
    /// When the disk refuses; they are swept then.
    pub async fn discard(&self, library: &Library) -> io::Result<()> {
        remove(library, &self.new, self.uuid).await
    }
}

async fn remove(library: &Library, names: &Names, uuid: PublicUuid) -> io::Result<()> {
    for (place, name) in names.places(uuid) {
        library.remove(place, &name).await?;
    }
    Ok(())
}

/// The files of a video as they are named now.
async fn names(
    tx: &mut impl Read,
    video: VideoId,
) -> Result<(Vec<VideoFileId>, Names), StoreError> {
    let files = video_files::list(tx, video).await?;
    let shared = streaming_playlists::find(tx, video).await?;
    let ids = files.iter().map(|file| file.id).collect();
    let names = Names {
        files: files
            .into_iter()
            .map(|file| FileNames {
                media: file.filename,
                playlist: file.playlist_filename,
            })
            .collect(),
        shared: shared.map(|row| SharedNames {
            master: row.master_filename,
            hashes: row.sha256_filename,
        }),
    };
    Ok((ids, names))
}
