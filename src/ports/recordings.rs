//! Where live sessions write what they record: in a folder of each, one file for as long as the tracks are the same.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use actors_live::{LiveShelf, PortError, hls::Written, media::Whole};
use async_trait::async_trait;
use bytes::Bytes;
use dashmap::DashMap;

use crate::{
    domain::live::recording_folder,
    media::{
        Library, Place,
        disk::blocking,
        recording::{files, repair},
    },
};

/// The folders of recordings; cheap to clone.
#[derive(Clone)]
pub struct Recordings {
    library: Library,
    /// The initialisation segment of the file at hand, by folder.
    at_hand: Arc<DashMap<PathBuf, AtHand>>,
}

#[derive(Clone)]
struct AtHand {
    file: PathBuf,
    initialisation: Bytes,
}

impl Recordings {
    /// Those among the library's work in progress.
    #[must_use]
    pub fn new(library: Library) -> Self {
        Self {
            library,
            at_hand: Arc::default(),
        }
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.library.path(Place::Work, &recording_folder(name))
    }

    fn write(&self, folder: &Path, written: &[Written]) -> io::Result<()> {
        let mut batch: Vec<&Bytes> = Vec::new();
        for one in written {
            match one {
                Written::Part(bytes) => batch.push(bytes),
                Written::Initialisation(bytes) => {
                    self.append_batch(folder, &batch)?;
                    batch.clear();
                    self.begin(folder, bytes)?;
                }
            }
        }
        self.append_batch(folder, &batch)
    }

    /// Goes on with the file at hand, or begins another where the tracks are not the same.
    fn begin(&self, folder: &Path, initialisation: &Bytes) -> io::Result<()> {
        let all = files(folder)?;
        if let Some(last) = all.last() {
            let mut head = Vec::new();
            let length = u64::try_from(initialisation.len()).unwrap_or(u64::MAX);
            File::open(last)?.take(length).read_to_end(&mut head)?;
            if head == *initialisation {
                self.know(folder, last.clone(), initialisation);
                return Ok(());
            }
        }
        std::fs::create_dir_all(folder)?;
        let file = folder.join(format!("{:06}.mp4", all.len()));
        std::fs::write(&file, initialisation)?;
        self.know(folder, file, initialisation);
        Ok(())
    }

    fn know(&self, folder: &Path, file: PathBuf, initialisation: &Bytes) {
        let initialisation = initialisation.clone();
        let at_hand = AtHand {
            file,
            initialisation,
        };
        self.at_hand.insert(folder.to_owned(), at_hand);
    }

    fn append_batch(&self, folder: &Path, batch: &[&Bytes]) -> io::Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let known = self.at_hand.get(folder).map(|known| known.clone());
        let at_hand =
            known.ok_or_else(|| io::Error::other("parts came before what describes them"))?;
        if !at_hand.file.exists() {
            std::fs::create_dir_all(folder)?;
            std::fs::write(&at_hand.file, &at_hand.initialisation)?;
        }
        append(&at_hand.file, batch)
    }
}

/// Puts all of it behind what is there, or nothing.
fn append(path: &Path, batch: &[&Bytes]) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    let before = file.metadata()?.len();
    for bytes in batch {
        if let Err(error) = file.write_all(bytes) {
            file.set_len(before)?;
            return Err(error);
        }
    }
    Ok(())
}

fn failed(error: io::Error) -> PortError {
    PortError::Failed(Box::new(error))
}

#[async_trait]
impl LiveShelf for Recordings {
    async fn recover(&self, folder: &str) -> Result<Whole, PortError> {
        let folder = self.folder(folder);
        blocking(move || repair(&folder)).await.map_err(failed)
    }

    async fn append(&self, folder: &str, written: Vec<Written>) -> Result<(), PortError> {
        let (own, folder) = (self.clone(), self.folder(folder));
        let written = blocking(move || own.write(&folder, &written));
        written.await.map_err(failed)
    }

    async fn discard(&self, folder: &str) -> Result<(), PortError> {
        self.close(folder);
        let name = recording_folder(folder);
        let removed = self.library.remove(Place::Work, &name).await;
        removed.map_err(failed)
    }

    fn close(&self, folder: &str) {
        self.at_hand.remove(&self.folder(folder));
    }
}
