//! The journal on disk: one file per epoch. Everything here blocks; it is called on the threads for that.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::journal::Epoch;
use crate::record::{self, Entry};
use crate::{Moment, VideoKey};

/// Ends the names of segments.
const EXTENSION: &str = "views";
/// Holds the journal's name.
const NAME: &str = "name";
/// Bytes read at once.
const PIECE: usize = 1 << 20;

/// A folder of segments, locked for this process.
pub(crate) struct Segments {
    folder: PathBuf,
    /// What the database knows this journal by: another folder is another journal.
    name: String,
    /// Held, and with it the lock.
    _lock: File,
    /// Each segment on disk, and when its last hit came, as far as known.
    known: BTreeMap<Epoch, Moment>,
    open: Option<Open>,
    /// Not on disk yet, in order.
    backlog: Vec<(Epoch, Vec<u8>)>,
}

struct Open {
    epoch: Epoch,
    file: File,
    /// What is written for certain; a failed write is written over.
    length: u64,
}

impl Segments {
    /// Opens the journal in a folder, made where there is none.
    ///
    /// # Errors
    /// When the folder cannot be used, or another process has it.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let lock = File::create(folder.join("lock"))?;
        rustix::fs::flock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive)?;
        let name = name_of(folder)?;
        let mut known = BTreeMap::new();
        for entry in fs::read_dir(folder)? {
            known.extend(epoch_of(&entry?.path()).map(|epoch| (epoch, Moment(0))));
        }
        Ok(Self {
            folder: folder.to_owned(),
            name,
            _lock: lock,
            known,
            open: None,
            backlog: Vec::new(),
        })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The newest epoch on disk; 0 without any.
    pub(crate) fn last(&self) -> Epoch {
        self.known.keys().next_back().copied().unwrap_or_default()
    }

    /// Bytes that could not be written yet.
    pub(crate) fn behind(&self) -> usize {
        self.backlog.iter().map(|(_, records)| records.len()).sum()
    }

    /// Takes records over, to be written in this order.
    pub(crate) fn push(&mut self, epoch: Epoch, records: Vec<u8>) {
        if !records.is_empty() {
            self.backlog.push((epoch, records));
        }
    }

    /// Writes what was pushed, and has the disk keep it.
    ///
    /// # Errors
    /// When the disk refuses; what was not written waits for the next call.
    pub(crate) fn sync(&mut self, now: Moment) -> io::Result<()> {
        while let Some((epoch, records)) = self.backlog.first() {
            let epoch = *epoch;
            let open = match &mut self.open {
                Some(open) if open.epoch == epoch => open,
                other => other.insert(create(&self.folder, epoch)?),
            };
            open.file.write_all_at(records, open.length)?;
            open.file.sync_data()?;
            open.length += records.len() as u64;
            self.known.insert(epoch, now);
            self.backlog.remove(0);
        }
        Ok(())
    }

    /// Reads every record back, the oldest first; a torn end is cut off.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(crate) fn replay(
        &mut self,
        mut each: impl FnMut(Epoch, VideoKey, Entry),
    ) -> io::Result<()> {
        for (epoch, last) in &mut self.known {
            let path = path_of(&self.folder, *epoch);
            let is_open = self.open.as_ref().is_some_and(|open| open.epoch == *epoch);
            let length = read(&path, |video, entry| {
                let at = match &entry {
                    Entry::Hit(hit) => hit.at,
                    Entry::Counted(_, at) => *at,
                };
                *last = (*last).max(at);
                each(*epoch, video, entry);
            })?;
            if !is_open && fs::metadata(&path)?.len() > length {
                tracing::warn!(segment = %path.display(), length, "the end of the journal was torn and is cut off");
                OpenOptions::new()
                    .write(true)
                    .open(&path)?
                    .set_len(length)?;
            }
        }
        Ok(())
    }

    /// Removes the segments up to and with `through` whose hits all came before `before`.
    ///
    /// # Errors
    /// When the disk refuses; what is left is removed by a later call.
    pub(crate) fn discard(&mut self, through: Epoch, before: Moment) -> io::Result<()> {
        let old = self.known.range(..=through);
        let old: Vec<Epoch> = old
            .filter(|(_, last)| **last < before)
            .map(|(epoch, _)| *epoch)
            .collect();
        for epoch in old {
            if self.open.as_ref().is_some_and(|open| open.epoch == epoch) {
                self.open = None;
            }
            match fs::remove_file(path_of(&self.folder, epoch)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            self.known.remove(&epoch);
        }
        Ok(())
    }
}

fn create(folder: &Path, epoch: Epoch) -> io::Result<Open> {
    let path = path_of(folder, epoch);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(path)?;
    File::open(folder)?.sync_all()?;
    Ok(Open {
        epoch,
        file,
        length: 0,
    })
}

/// Reads the records of a segment; answers the length of what was sound.
fn read(path: &Path, mut each: impl FnMut(VideoKey, Entry)) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let (mut buffer, mut sound) = (Vec::new(), 0);
    loop {
        let got = file.by_ref().take(PIECE as u64).read_to_end(&mut buffer)?;
        let mut rest = &buffer[..];
        while let Some((video, entry)) = record::read(&mut rest) {
            each(video, entry);
        }
        let used = buffer.len() - rest.len();
        sound += used as u64;
        // A piece that holds many times the longest record, and none: what follows cannot be placed.
        if got == 0 || used == 0 {
            return Ok(sound);
        }
        buffer.drain(..used);
    }
}

fn path_of(folder: &Path, epoch: Epoch) -> PathBuf {
    folder.join(format!("{epoch:020}.{EXTENSION}"))
}

fn epoch_of(path: &Path) -> Option<Epoch> {
    let is_segment = path.extension().is_some_and(|it| it == EXTENSION);
    let stem = path.file_stem()?.to_str()?;
    if is_segment { stem.parse().ok() } else { None }
}

fn name_of(folder: &Path) -> io::Result<String> {
    let path = folder.join(NAME);
    match fs::read_to_string(&path) {
        Ok(name) if Uuid::try_parse(name.trim()).is_ok() => Ok(name.trim().to_owned()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        // Missing, or torn when it was written: no flush has used it.
        _ => {
            let name = Uuid::new_v4().to_string();
            let file = File::create(&path)?;
            file.write_all_at(name.as_bytes(), 0)?;
            file.sync_all()?;
            File::open(folder)?.sync_all()?;
            Ok(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Hit, Length, ViewerKey};

    fn hit(at: u64) -> Hit {
        Hit {
            viewer: ViewerKey(at),
            at: Moment(at),
            position: 1,
            seek: false,
            length: Length::Live,
            traits: Box::default(),
        }
    }

    fn records(from: u64, to: u64) -> Vec<u8> {
        let mut records = Vec::new();
        for at in from..to {
            record::write(VideoKey(7), &hit(at), &mut records);
        }
        records
    }

    fn replayed(segments: &mut Segments) -> Vec<(Epoch, u64)> {
        let mut read = Vec::new();
        let replay = segments.replay(|epoch, _, entry| match entry {
            Entry::Hit(hit) => read.push((epoch, hit.at.0)),
            Entry::Counted(..) => unreachable!("none was written"),
        });
        replay.unwrap();
        read
    }

    #[test]
    fn what_was_synced_is_read_after_a_restart_and_a_torn_end_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let mut segments = Segments::open(folder.path()).unwrap();
        let name = segments.name().to_owned();
        segments.push(1, records(0, 2));
        segments.sync(Moment(2)).unwrap();
        segments.push(1, records(2, 3));
        segments.push(2, records(3, 5));
        segments.sync(Moment(5)).unwrap();
        let again = Segments::open(folder.path());
        assert!(again.is_err(), "two processes on one journal");
        drop(segments);
        let torn = path_of(folder.path(), 2);
        let length = fs::metadata(&torn).unwrap().len();
        let file = OpenOptions::new().write(true).open(&torn).unwrap();
        file.set_len(length - 3).unwrap();
        let mut segments = Segments::open(folder.path()).unwrap();
        assert_eq!(segments.name(), name);
        assert_eq!(segments.last(), 2);
        assert_eq!(replayed(&mut segments), [(1, 0), (1, 1), (1, 2), (2, 3)]);
        assert_eq!(fs::metadata(&torn).unwrap().len(), length / 2);
    }

    #[test]
    fn a_segment_of_many_pieces_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let mut segments = Segments::open(folder.path()).unwrap();
        let many = (3 * PIECE / 43) as u64;
        segments.push(1, records(0, many));
        segments.sync(Moment(0)).unwrap();
        assert_eq!(replayed(&mut segments).len() as u64, many);
    }

    #[test]
    fn only_what_is_flushed_and_old_is_discarded() {
        let folder = tempfile::tempdir().unwrap();
        let mut segments = Segments::open(folder.path()).unwrap();
        for epoch in 1..=4 {
            segments.push(epoch, records(epoch * 10, epoch * 10 + 1));
            segments.sync(Moment(epoch * 10)).unwrap();
        }
        segments.discard(3, Moment(25)).unwrap();
        assert_eq!(replayed(&mut segments), [(3, 30), (4, 40)]);
        segments.discard(3, Moment(99)).unwrap();
        drop(segments);
        let mut segments = Segments::open(folder.path()).unwrap();
        assert_eq!(replayed(&mut segments), [(4, 40)]);
    }

    #[test]
    fn what_the_disk_refused_is_written_later_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let mut segments = Segments::open(folder.path()).unwrap();
        let in_the_way = path_of(folder.path(), 1);
        fs::create_dir(&in_the_way).unwrap();
        segments.push(1, records(0, 1));
        segments.push(2, records(1, 2));
        segments.sync(Moment(0)).unwrap_err();
        assert!(segments.behind() > 0);
        fs::remove_dir(&in_the_way).unwrap();
        segments.sync(Moment(0)).unwrap();
        assert_eq!(segments.behind(), 0);
        assert_eq!(replayed(&mut segments), [(1, 0), (2, 1)]);
    }
}
