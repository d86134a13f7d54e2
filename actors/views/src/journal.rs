//! The journal in memory: what was counted since its last commit, and in which epoch.
//!
//! An epoch is what one flush writes to the database, and one segment of the journal on disk. A hit is appended and
//! counted by its counter in one step, so that each is in the delta of the epoch that it stands under, and in no other.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::record;
use crate::{Hit, Moment, VideoKey, ViewerKey};

/// The number of a segment; counts up.
pub(crate) type Epoch = u64;

/// Shared by the counters, which append, and the keeper, which writes to disk.
pub(crate) struct Journal {
    pending: Mutex<Pending>,
    /// Bytes that wait for the disk, for who only wants to know that.
    waiting: AtomicUsize,
    /// Bytes that may wait for the disk before no more hits are taken.
    bound: usize,
}

struct Pending {
    epoch: Epoch,
    /// Encoded, not on disk yet.
    records: Vec<u8>,
    /// Videos with hits under this epoch.
    watched: HashSet<VideoKey>,
    /// Bytes under this epoch so far.
    length: u64,
}

/// What an epoch had when it ended.
pub(crate) struct Ended {
    pub(crate) epoch: Epoch,
    /// The last of its records.
    pub(crate) records: Vec<u8>,
    pub(crate) watched: HashSet<VideoKey>,
}

impl Journal {
    pub(crate) fn new(epoch: Epoch, bound: usize) -> Self {
        let pending = Pending {
            epoch,
            records: Vec::new(),
            watched: HashSet::new(),
            length: 0,
        };
        Self {
            pending: Mutex::new(pending),
            waiting: AtomicUsize::new(0),
            bound,
        }
    }

    /// Appends a hit; answers the epoch that it stands under. `last` is that of the video's last hit.
    pub(crate) fn append(&self, video: VideoKey, hit: &Hit, last: Option<Epoch>) -> Epoch {
        self.write(video, last, |records| record::write(video, hit, records))
    }

    /// Appends that a view has counted; answers the epoch that it stands under.
    pub(crate) fn append_counted(&self, video: VideoKey, viewer: ViewerKey, at: Moment) -> Epoch {
        self.write(video, None, |records| {
            record::write_counted(video, viewer, at, records);
        })
    }

    fn write(
        &self,
        video: VideoKey,
        last: Option<Epoch>,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Epoch {
        let mut pending = self.pending();
        let before = pending.records.len();
        write(&mut pending.records);
        pending.length += (pending.records.len() - before) as u64;
        self.waiting.store(pending.records.len(), Ordering::Relaxed);
        if last != Some(pending.epoch) {
            pending.watched.insert(video);
        }
        pending.epoch
    }

    /// The last epoch that has ended.
    pub(crate) fn ended(&self) -> Epoch {
        self.pending().epoch.saturating_sub(1)
    }

    /// Whether the disk is so far behind that nothing more may be taken.
    pub(crate) fn is_full(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) >= self.bound
    }

    /// What waits for the disk.
    pub(crate) fn take(&self) -> (Epoch, Vec<u8>) {
        let mut pending = self.pending();
        self.waiting.store(0, Ordering::Relaxed);
        (pending.epoch, std::mem::take(&mut pending.records))
    }

    /// How many videos and bytes the epoch has.
    pub(crate) fn size(&self) -> (usize, u64) {
        let pending = self.pending();
        (pending.watched.len(), pending.length)
    }

    /// Ends the epoch and begins the next, unless nothing was counted under it.
    pub(crate) fn rotate(&self) -> Option<Ended> {
        let mut pending = self.pending();
        if pending.watched.is_empty() {
            return None;
        }
        let ended = Ended {
            epoch: pending.epoch,
            records: std::mem::take(&mut pending.records),
            watched: std::mem::take(&mut pending.watched),
        };
        self.waiting.store(0, Ordering::Relaxed);
        pending.epoch += 1;
        pending.length = 0;
        Some(ended)
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        // Nothing under the lock leaves it half done.
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
