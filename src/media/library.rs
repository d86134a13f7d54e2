//! The folders of `storage`, and the few ways in which files move between them.
//!
//! A name never comes from outside: callers look it up in the database first.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::disk::blocking;
use crate::{
    config::{Folder, Storage},
    domain::Place,
};

/// The folders; cheap to clone.
#[derive(Clone, Debug)]
pub struct Library {
    storage: Arc<Storage>,
}

impl Library {
    /// The folders that the configuration names.
    #[must_use]
    pub fn new(storage: Storage) -> Self {
        Self {
            storage: Arc::new(absolute(&storage)),
        }
    }

    /// The folder of a place, absolute where the working directory is known.
    #[must_use]
    pub fn folder(&self, place: Place) -> PathBuf {
        let storage = &self.storage;
        match place {
            Place::WebVideos => storage.web_videos.absolute(),
            Place::Hls => storage.streaming_playlists.absolute().join("hls"),
            Place::Originals => storage.original_video_files.absolute(),
            Place::Thumbnails => storage.thumbnails.absolute(),
            Place::Previews => storage.previews.absolute(),
            Place::Storyboards => storage.storyboards.absolute(),
            Place::Avatars => storage.avatars.absolute(),
            Place::Uploads => storage.uploads.absolute(),
            Place::Work => storage.tmp_persistent.absolute(),
            Place::Temporary => storage.tmp.absolute(),
        }
    }

    /// Where the file `name` of a place lies, or would lie.
    #[must_use]
    pub fn path(&self, place: Place, name: &str) -> PathBuf {
        self.folder(place).join(name)
    }

    /// Creates every folder.
    ///
    /// # Errors
    /// With the folder that cannot be used.
    pub fn prepare(&self) -> Result<(), (PathBuf, io::Error)> {
        for place in Place::ALL {
            let folder = self.folder(*place);
            std::fs::create_dir_all(&folder).map_err(|error| (folder, error))?;
        }
        Ok(())
    }

    /// Removes what an earlier life left in the temporary folder.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn clear_temporary(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(self.folder(Place::Temporary))? {
            let path = entry?.path();
            if path.is_dir() {
                std::fs::remove_dir_all(path)?;
            } else {
                std::fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Moves the file at `from` to its place, over what is there, and has the disk keep it. Safe to repeat: when `from`
    /// is gone and the file is in its place already, nothing is done.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn adopt(&self, from: &Path, place: Place, name: &str) -> io::Result<()> {
        let (from, to) = (from.to_owned(), self.path(place, name));
        blocking(move || {
            if let Some(folder) = to.parent() {
                std::fs::create_dir_all(folder)?;
            }
            match std::fs::rename(&from, &to) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && to.exists() => {}
                Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                    copy_whole(&from, &to)?;
                    std::fs::remove_file(&from)?;
                }
                other => other?,
            }
            sync_folder_of(&to)
        })
        .await
    }

    /// Has the file at `from` stand in its place too, under the name that it keeps when the one at `from` goes. Safe to
    /// repeat.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn link(&self, from: &Path, place: Place, name: &str) -> io::Result<()> {
        let (from, to) = (from.to_owned(), self.path(place, name));
        blocking(move || {
            if let Some(folder) = to.parent() {
                std::fs::create_dir_all(folder)?;
            }
            match std::fs::hard_link(&from, &to) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                // Another file system, or one without links.
                Err(error) if error.kind() != io::ErrorKind::NotFound => copy_whole(&from, &to)?,
                other => other?,
            }
            sync_folder_of(&to)
        })
        .await
    }

    /// Writes a small file to its place, over what is there, and has the disk keep it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn write(&self, place: Place, name: &str, bytes: Vec<u8>) -> io::Result<()> {
        let to = self.path(place, name);
        blocking(move || {
            if let Some(folder) = to.parent() {
                std::fs::create_dir_all(folder)?;
            }
            let beside = to.with_extension("writing");
            std::fs::write(&beside, &bytes)?;
            std::fs::File::open(&beside)?.sync_all()?;
            std::fs::rename(&beside, &to)?;
            sync_folder_of(&to)
        })
        .await
    }

    /// Removes a file, or a folder with everything in it. That there is none is no error.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn remove(&self, place: Place, name: &str) -> io::Result<()> {
        let path = self.path(place, name);
        blocking(move || {
            let removed = match std::fs::symlink_metadata(&path) {
                Ok(found) if found.is_dir() => std::fs::remove_dir_all(&path),
                Ok(_) => std::fs::remove_file(&path),
                Err(error) => Err(error),
            };
            match removed {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            }
        })
        .await
    }
}

/// Copies beside the target first, so that the name appears with the whole file.
fn copy_whole(from: &Path, to: &Path) -> io::Result<()> {
    let beside = to.with_extension("copying");
    std::fs::copy(from, &beside)?;
    std::fs::File::open(&beside)?.sync_all()?;
    std::fs::rename(&beside, to)
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// The same folders wherever the working directory leads later; worked out once, as every file that is sent asks.
fn absolute(storage: &Storage) -> Storage {
    let fixed = |folder: &Folder| Folder::new(folder.absolute());
    Storage {
        tmp: fixed(&storage.tmp),
        tmp_persistent: fixed(&storage.tmp_persistent),
        bin: fixed(&storage.bin),
        avatars: fixed(&storage.avatars),
        web_videos: fixed(&storage.web_videos),
        streaming_playlists: fixed(&storage.streaming_playlists),
        original_video_files: fixed(&storage.original_video_files),
        redundancy: fixed(&storage.redundancy),
        logs: fixed(&storage.logs),
        previews: fixed(&storage.previews),
        thumbnails: fixed(&storage.thumbnails),
        storyboards: fixed(&storage.storyboards),
        torrents: fixed(&storage.torrents),
        captions: fixed(&storage.captions),
        cache: fixed(&storage.cache),
        plugins: fixed(&storage.plugins),
        well_known: fixed(&storage.well_known),
        uploads: fixed(&storage.uploads),
    }
}
