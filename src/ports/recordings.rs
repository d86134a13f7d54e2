//! Where live sessions write what they record: in a folder of each, one file for as long as the tracks can be
//! described together.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use actors_live::{
    LiveShelf, PortError,
    hls::{Stored, Written},
    media::{Whole, plays_behind},
};
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
    number: u32,
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

    fn write(&self, folder: &Path, written: &[Written]) -> io::Result<Vec<Stored>> {
        let (mut batch, mut stored) = (Vec::new(), Vec::new());
        for one in written {
            match one {
                Written::Part(bytes, _) => batch.push(bytes),
                Written::Initialisation(bytes) => {
                    stored.extend(self.append_batch(folder, &batch)?);
                    batch.clear();
                    self.begin(folder, bytes)?;
                }
            }
        }
        stored.extend(self.append_batch(folder, &batch)?);
        Ok(stored)
    }

    /// Goes on with the file at hand, or begins another where its tracks do not go with those of the last one.
    fn begin(&self, folder: &Path, initialisation: &Bytes) -> io::Result<()> {
        let all = files(folder)?;
        if let Some(last) = all.last() {
            let mut head = Vec::new();
            File::open(last)?
                .take(LONGEST_HEAD)
                .read_to_end(&mut head)?;
            if head.starts_with(initialisation) || plays_behind(&head, initialisation) {
                let number = all.len().saturating_sub(1);
                self.know(folder, number, last.clone(), initialisation);
                return Ok(());
            }
        }
        std::fs::create_dir_all(folder)?;
        let file = folder.join(name(all.len()));
        std::fs::write(&file, initialisation)?;
        self.know(folder, all.len(), file, initialisation);
        Ok(())
    }

    fn know(&self, folder: &Path, number: usize, file: PathBuf, initialisation: &Bytes) {
        let initialisation = initialisation.clone();
        let at_hand = AtHand {
            number: u32::try_from(number).unwrap_or(u32::MAX),
            file,
            initialisation,
        };
        self.at_hand.insert(folder.to_owned(), at_hand);
    }

    fn append_batch(&self, folder: &Path, batch: &[&Bytes]) -> io::Result<Vec<Stored>> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.at_hand.get(folder).map(|known| known.clone());
        let at_hand =
            known.ok_or_else(|| io::Error::other("parts came before what describes them"))?;
        if !at_hand.file.exists() {
            std::fs::create_dir_all(folder)?;
            std::fs::write(&at_hand.file, &at_hand.initialisation)?;
        }
        let mut offset = append(&at_hand.file, batch)?;
        let stored = batch.iter().map(|bytes| {
            let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let stored = Stored {
                file: at_hand.number,
                offset,
                length,
            };
            offset += length;
            stored
        });
        Ok(stored.collect())
    }
}

/// Bytes of a file that what describes it is looked for in.
const LONGEST_HEAD: u64 = 64 * 1024;

/// The name of a recording's file of that number.
fn name(number: usize) -> String {
    format!("{number:06}.mp4")
}

fn read(folder: &Path, stored: Stored) -> io::Result<Bytes> {
    let number = usize::try_from(stored.file).unwrap_or(usize::MAX);
    let mut file = File::open(folder.join(name(number)))?;
    file.seek(SeekFrom::Start(stored.offset))?;
    let mut bytes = vec![0; usize::try_from(stored.length).map_err(io::Error::other)?];
    file.read_exact(&mut bytes)?;
    Ok(bytes.into())
}

/// Puts all of it behind what is there, or nothing; how much was there.
fn append(path: &Path, batch: &[&Bytes]) -> io::Result<u64> {
    let mut file = OpenOptions::new().append(true).open(path)?;
    let before = file.metadata()?.len();
    for bytes in batch {
        if let Err(error) = file.write_all(bytes) {
            file.set_len(before)?;
            return Err(error);
        }
    }
    Ok(before)
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

    async fn append(&self, folder: &str, written: Vec<Written>) -> Result<Vec<Stored>, PortError> {
        let (own, folder) = (self.clone(), self.folder(folder));
        let written = blocking(move || own.write(&folder, &written));
        written.await.map_err(failed)
    }

    async fn read(&self, folder: &str, stored: Stored) -> Result<Bytes, PortError> {
        let folder = self.folder(folder);
        blocking(move || read(&folder, stored))
            .await
            .map_err(failed)
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
