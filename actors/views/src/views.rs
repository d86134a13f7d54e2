//! The handle: how the application reaches the counters.

use std::io;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use actors_kernel::{
    CallError, PortError, RequestContext, RequestId, Root, RootError, Router, RouterSettings,
};

use crate::claims::{Claimer, Claiming};
use crate::collector::{Collection, CollectorService, FlushError};
use crate::counter::{CounterMsg, ViewCounter};
use crate::keeper::Keeping;
use crate::recovery::{Recovered, recover};
use crate::rules::VIEWER_LIFETIME;
use crate::segments::Segments;
use crate::shared::{Collecting, Shared};
use crate::{Hit, SharedSessions, VideoKey, ViewLog, ViewSettings};

/// What was taken is counted, however long its counter takes to come to it.
const NO_HURRY: Duration = Duration::from_secs(24 * 3600);

/// How often, and how many times, a flush looks whether what was taken is counted.
const SETTLE_STEP: Duration = Duration::from_millis(2);
const SETTLE_STEPS: u32 = 500;

/// Why counting could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The journal cannot be used.
    #[error("the journal of views cannot be used: {0}")]
    Journal(#[from] io::Error),
    /// The database did not answer.
    #[error("views cannot be read from the database: {0}")]
    Log(#[from] PortError),
    /// An actor did not start.
    #[error(transparent)]
    Root(#[from] RootError),
    /// The work was given up.
    #[error("the reading of the journal of views was given up")]
    GivenUp,
}

/// Why a hit was not taken; nothing of it was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is too much to do: say it again in a second.
    #[error("too many views come in at once")]
    Busy,
    /// The server is stopping.
    #[error("the counting of views has been stopped")]
    Stopped,
}

/// Numbers of the counting, for the metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ViewNumbers {
    /// Hits that were taken.
    pub hits: u64,
    /// Viewers of whom is known which parts they have watched.
    pub viewers: u64,
    /// Viewers whose parts were forgotten to save memory, ever.
    pub folded: u64,
    /// Batches written to the database.
    pub flushes: u64,
    /// Videos in them.
    pub flushed_videos: u64,
    /// Attempts to write that failed.
    pub failed_flushes: u64,
    /// Bytes that wait for the journal's disk after a failure.
    pub journal_behind: u64,
    /// Videos of which something is remembered while nobody watches.
    pub at_rest: u64,
}

/// Counts who watches what; cheap to clone.
#[derive(Clone)]
pub struct Views {
    shared: Arc<Shared>,
    router: Router<ViewCounter>,
    collection: Arc<Collection>,
}

impl Views {
    /// Reads the journal, then starts the router of the counters (`views`), the keeper of the journal and the collector
    /// below the root; with `sessions`, which several servers share, also a claimer of views.
    ///
    /// # Errors
    /// When the journal or the database cannot be used, or the root has been stopped.
    pub async fn start(
        root: &Root,
        mut settings: ViewSettings,
        log: Arc<dyn ViewLog>,
        sessions: Option<Arc<dyn SharedSessions>>,
    ) -> Result<Self, StartError> {
        settings.rules.shared = sessions.is_some();
        let folder = settings.folder.clone();
        let opened = blocking(move || Segments::open(&folder));
        let mut segments = opened.await?;
        let applied = log.applied_through(segments.name()).await?;
        let (rules, now) = (settings.rules, log.now());
        let read = blocking(move || {
            let recovered = recover(&mut segments, applied, &rules, now)?;
            Ok((segments, recovered))
        });
        let (segments, recovered) = read.await?;
        let name = segments.name().to_owned();
        let shared = shared(settings, log, segments, recovered);
        shared.wrote(applied);
        let router = RouterSettings {
            door_bound: shared.settings.waiting,
            actors_bound: shared.settings.counters,
            // Then everybody who watched has gone.
            rest_after: VIEWER_LIFETIME + Duration::from_secs(1),
            ..RouterSettings::default()
        };
        let router = Router::start(root, "views", router, Arc::clone(&shared)).await?;
        let collection = Arc::new(Collection::new(Arc::clone(&shared), router.clone()));
        let collector = CollectorService(Arc::clone(&collection));
        root.add(Arc::new(collector)).await?;
        if let Some(sessions) = sessions {
            let claimer = Claimer {
                shared: Arc::clone(&shared),
                router: router.clone(),
                sessions,
                by: name,
            };
            root.add(Arc::new(Claiming::new(claimer))).await?;
        }
        let keeping = Keeping::new(Arc::clone(&shared), Arc::clone(&collection));
        root.add(Arc::new(keeping)).await?;
        Ok(Self {
            shared,
            router,
            collection,
        })
    }

    /// Takes a hit. Taken, it is in the next commit of the journal, and counted once.
    ///
    /// # Errors
    /// [`Refused`]; nothing was taken.
    pub fn seen(&self, video: VideoKey, hit: Hit, request: RequestId) -> Result<(), Refused> {
        if self.shared.is_full() {
            return Err(Refused::Busy);
        }
        let context = RequestContext::within(request, NO_HURRY);
        let sent = self.router.gather(&video, &context, CounterMsg::Seen(hit));
        sent.map_err(|error| match error {
            CallError::Stopped => Refused::Stopped,
            _ => Refused::Busy,
        })?;
        self.shared.numbers.taken.fetch_add(1, Ordering::Release);
        Ok(())
    }

    /// How many watch a video, here, as far as known a few seconds ago.
    #[must_use]
    pub fn watching(&self, video: VideoKey) -> u32 {
        let watching = self.shared.watching.get(&video);
        watching.map_or(0, |watching| *watching)
    }

    /// Writes what was taken up to now to the database.
    ///
    /// # Errors
    /// [`FlushError`]; it is tried again by itself.
    pub async fn flush(&self) -> Result<(), FlushError> {
        self.settle().await;
        self.collection.flush().await
    }

    /// Waits, for a second at most, until what was taken is counted.
    async fn settle(&self) {
        let numbers = &self.shared.numbers;
        let taken = numbers.taken.load(Ordering::Acquire);
        for _ in 0..SETTLE_STEPS {
            let lost = self.router.counts().lost;
            let is_counted = numbers.counted.load(Ordering::Acquire) + lost >= taken;
            if is_counted && self.shared.claims.are_settled() {
                return;
            }
            tokio::time::sleep(SETTLE_STEP).await;
        }
    }

    /// The numbers now.
    #[must_use]
    pub fn numbers(&self) -> ViewNumbers {
        let numbers = &self.shared.numbers;
        ViewNumbers {
            hits: numbers.taken.load(Ordering::Relaxed),
            viewers: numbers.detailed.load(Ordering::Relaxed) as u64,
            folded: numbers.folded.load(Ordering::Relaxed),
            flushes: numbers.flushes.load(Ordering::Relaxed),
            flushed_videos: numbers.flushed_videos.load(Ordering::Relaxed),
            failed_flushes: numbers.failures.load(Ordering::Relaxed),
            journal_behind: numbers.behind.load(Ordering::Relaxed) as u64,
            at_rest: self.shared.shelf.len() as u64,
        }
    }

    /// Ends the life of a video's counter: nothing that a caller sends does so.
    #[cfg(test)]
    pub(crate) fn fail(&self, video: VideoKey) {
        let context = RequestContext::within(RequestId::random(), NO_HURRY);
        let told = self.router.try_send(&video, &context, CounterMsg::Fail);
        assert_eq!(told, Ok(()));
    }
}

fn shared(
    settings: ViewSettings,
    log: Arc<dyn ViewLog>,
    segments: Segments,
    recovered: Recovered,
) -> Arc<Shared> {
    let shared = Shared::new(settings, log, segments, recovered.next);
    for (video, counting) in recovered.countings {
        shared.shelf.insert(video, counting);
    }
    if let Some(batch) = recovered.batch {
        tracing::info!(
            videos = batch.deltas.len(),
            "views that a stopped server had counted are written"
        );
        let mut waiting = shared.batch.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = Some(Collecting {
            batch,
            missing: Vec::new(),
        });
    }
    Arc::new(shared)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, StartError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|_| StartError::GivenUp)??)
}
