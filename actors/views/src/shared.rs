//! What the counters, the keeper of the journal, the collector and the handle share.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use actors_kernel::Post;
use dashmap::DashMap;

use crate::claims::Claims;
use crate::counter::CounterMsg;
use crate::counting::Counting;
use crate::journal::{Ended, Epoch, Journal};
use crate::segments::Segments;
use crate::{Batch, Claimed, VideoKey, ViewLog, ViewSettings, ViewerKey};

/// See the module.
pub(crate) struct Shared {
    pub(crate) settings: ViewSettings,
    pub(crate) log: Arc<dyn ViewLog>,
    pub(crate) journal: Journal,
    segments: Mutex<Segments>,
    /// The lives of counters, those that failed too.
    pub(crate) lives: DashMap<VideoKey, Life>,
    /// What counters that rest have left.
    pub(crate) shelf: DashMap<VideoKey, Counting>,
    /// How many watch, where anybody does.
    pub(crate) watching: DashMap<VideoKey, u32>,
    /// Views that other servers are asked about.
    pub(crate) claims: Claims,
    /// What is on its way to the database.
    pub(crate) batch: Mutex<Option<Collecting>>,
    /// The last epoch that is in the database.
    written: AtomicU64,
    pub(crate) numbers: Numbers,
}

/// A batch, and whose counts it still lacks.
pub(crate) struct Collecting {
    pub(crate) batch: Batch,
    pub(crate) missing: Vec<VideoKey>,
}

/// One life of a counter, as the collector sees it.
#[derive(Clone)]
pub(crate) struct Life {
    pub(crate) post: Post<CounterMsg>,
    /// The last epoch that was collected from the video's counter.
    pub(crate) taken: Arc<AtomicU64>,
}

/// For the metrics.
#[derive(Default)]
pub(crate) struct Numbers {
    /// Hits that were taken.
    pub(crate) taken: AtomicU64,
    /// Those of them that are in the journal and counted.
    pub(crate) counted: AtomicU64,
    /// Viewers whose sections are known.
    pub(crate) detailed: AtomicUsize,
    /// Viewers whose sections were forgotten to save memory, ever.
    pub(crate) folded: AtomicU64,
    /// Batches written.
    pub(crate) flushes: AtomicU64,
    /// Videos in them.
    pub(crate) flushed_videos: AtomicU64,
    /// Attempts that failed.
    pub(crate) failures: AtomicU64,
    /// Bytes that wait for the journal's disk after the last attempt.
    pub(crate) behind: AtomicUsize,
}

impl Shared {
    pub(crate) fn new(
        settings: ViewSettings,
        log: Arc<dyn ViewLog>,
        segments: Segments,
        epoch: Epoch,
    ) -> Self {
        Self {
            journal: Journal::new(epoch, settings.pending_bytes),
            settings,
            log,
            segments: Mutex::new(segments),
            lives: DashMap::new(),
            shelf: DashMap::new(),
            watching: DashMap::new(),
            claims: Claims::default(),
            batch: Mutex::new(None),
            written: AtomicU64::new(0),
            numbers: Numbers::default(),
        }
    }

    /// Counts a view that was claimed, or not, and has the journal know; in one step.
    pub(crate) fn settle(
        &self,
        video: VideoKey,
        counting: &mut Counting,
        viewer: ViewerKey,
        claimed: Claimed,
    ) {
        let epoch = match claimed {
            Claimed::Ours(at) => self.journal.append_counted(video, viewer, at),
            // Nothing is counted.
            Claimed::Theirs(_) => 0,
        };
        counting.settle(viewer, claimed, epoch);
    }

    /// Everything up to and with this epoch is in the database.
    pub(crate) fn wrote(&self, through: Epoch) {
        self.written.fetch_max(through, Ordering::SeqCst);
    }

    pub(crate) fn written_through(&self) -> Epoch {
        self.written.load(Ordering::SeqCst)
    }

    /// Works on the journal's files, on a thread that may wait for them.
    pub(crate) async fn on_disk<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self, &mut Segments) -> T + Send + 'static,
    ) -> Result<T, tokio::task::JoinError> {
        let shared = Arc::clone(self);
        let work = move || {
            let mut segments = shared
                .segments
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            work(&shared, &mut segments)
        };
        tokio::task::spawn_blocking(work).await
    }

    /// Has the disk keep what was counted.
    pub(crate) fn commit(&self, segments: &mut Segments) -> std::io::Result<()> {
        let (epoch, records) = self.journal.take();
        segments.push(epoch, records);
        self.sync(segments)
    }

    /// The same, and the epoch ends, unless it has nothing.
    pub(crate) fn rotate(&self, segments: &mut Segments) -> Option<Ended> {
        let mut ended = self.journal.rotate()?;
        segments.push(ended.epoch, std::mem::take(&mut ended.records));
        Some(ended)
    }

    pub(crate) fn sync(&self, segments: &mut Segments) -> std::io::Result<()> {
        let outcome = segments.sync(self.log.now());
        self.numbers
            .behind
            .store(segments.behind(), Ordering::Relaxed);
        outcome
    }

    /// Whether the journal's disk is so far behind that nothing more may be taken.
    pub(crate) fn is_full(&self) -> bool {
        self.numbers.behind.load(Ordering::Relaxed) >= self.settings.pending_bytes
            || self.journal.is_full()
    }

    /// Whether there is so much to write that it should not wait for its time.
    pub(crate) fn is_due(&self) -> bool {
        let (videos, bytes) = self.journal.size();
        videos >= self.settings.flush_videos || bytes >= self.settings.flush_bytes
    }
}
