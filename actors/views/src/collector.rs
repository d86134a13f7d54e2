//! The collector: takes what the counters have counted and writes it to the database, all of an epoch at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use actors_kernel::{
    CallError, Counts, Current, PortError, RequestContext, RequestId, Router, Service, Tree, timely,
};
use async_trait::async_trait;
use ractor::{Actor, ActorCell, ActorProcessingErr, ActorRef, SpawnErr};
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::counter::{CounterMsg, ViewCounter};
use crate::shared::{Collecting, Shared};
use crate::{Applied, Batch, Delta, Moment, VideoKey};

/// How long a counter may take to hand over what it has.
const COUNTER_WITHIN: Duration = Duration::from_secs(10);
/// How often a counter between two lives is looked for.
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// How often at most; then its counts wait for the next flush.
const LOOKS: u32 = 400;
/// How often the end of the counters is looked for at a shutdown.
const UNTIL_RESTED: Duration = Duration::from_millis(20);

/// Why counts are not in the database yet.
#[derive(Debug, thiserror::Error)]
pub enum FlushError {
    /// The journal's disk refused.
    #[error("the journal of views cannot be written: {0}")]
    Journal(#[from] std::io::Error),
    /// The database did.
    #[error("views cannot be written to the database: {0}")]
    Log(#[from] PortError),
    /// The server is stopping.
    #[error("the counting of views has been stopped")]
    Stopped,
}

pub(crate) type Flushed = Result<(), FlushError>;

/// What the collector is told.
pub(crate) enum CollectorMsg {
    /// It is time, or there is much to write.
    Due,
    /// The last attempt failed a while ago.
    Retry,
    /// Somebody waits for it.
    Flush(oneshot::Sender<Flushed>),
    /// Write what is left and end.
    Drain,
}

/// The collector as the handle and the keeper see it.
pub(crate) struct Collection {
    pub(crate) shared: Arc<Shared>,
    pub(crate) router: Router<ViewCounter>,
    actor: Current<CollectorMsg>,
    /// Whether a wake-up is in the collector's mailbox.
    woken: AtomicBool,
}

impl Collection {
    pub(crate) const fn new(shared: Arc<Shared>, router: Router<ViewCounter>) -> Self {
        Self {
            shared,
            router,
            actor: Current::new(),
            woken: AtomicBool::new(false),
        }
    }

    /// Has it write soon.
    pub(crate) fn wake(&self) {
        if !self.woken.swap(true, Ordering::SeqCst) {
            self.actor.cast(CollectorMsg::Due);
        }
    }

    /// Has it write now, and waits for that.
    pub(crate) async fn flush(&self) -> Flushed {
        let (send, receive) = oneshot::channel();
        self.actor.cast(CollectorMsg::Flush(send));
        receive.await.unwrap_or(Err(FlushError::Stopped))
    }
}

struct Collector(Arc<Collection>);

/// Whether a further attempt comes by itself.
#[derive(Default)]
struct Retrying(bool);

impl Actor for Collector {
    type Msg = CollectorMsg;
    type State = Retrying;
    type Arguments = ();

    async fn pre_start(
        &self,
        myself: ActorRef<CollectorMsg>,
        (): (),
    ) -> Result<Retrying, ActorProcessingErr> {
        // Ends with the actor.
        drop(myself.send_interval(self.shared().settings.flush_every, || CollectorMsg::Due));
        self.0.woken.store(false, Ordering::SeqCst);
        // What an earlier life of the server, or of this, has left.
        if self.batch().is_some() {
            myself.cast(CollectorMsg::Due)?;
        }
        Ok(Retrying::default())
    }

    async fn handle(
        &self,
        myself: ActorRef<CollectorMsg>,
        message: CollectorMsg,
        retrying: &mut Retrying,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            CollectorMsg::Due => {
                self.0.woken.store(false, Ordering::SeqCst);
                if !retrying.0 {
                    let flushed = self.flush().await;
                    self.try_again(&myself, &flushed, retrying);
                }
            }
            CollectorMsg::Retry => {
                retrying.0 = false;
                let flushed = self.flush().await;
                self.try_again(&myself, &flushed, retrying);
            }
            CollectorMsg::Flush(reply) => {
                let flushed = self.flush().await;
                self.try_again(&myself, &flushed, retrying);
                // Whoever asked may have gone.
                drop(reply.send(flushed));
            }
            CollectorMsg::Drain => {
                while self.0.router.counts().alive > 0 || !self.shared().claims.are_settled() {
                    tokio::time::sleep(UNTIL_RESTED).await;
                }
                if let Err(error) = self.flush().await {
                    tracing::warn!(%error, "what was counted is written at the next start");
                }
                myself.stop(None);
            }
        }
        Ok(())
    }
}

impl Collector {
    fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    fn try_again(
        &self,
        myself: &ActorRef<CollectorMsg>,
        flushed: &Flushed,
        retrying: &mut Retrying,
    ) {
        let Err(error) = flushed else {
            return;
        };
        self.shared()
            .numbers
            .failures
            .fetch_add(1, Ordering::Relaxed);
        tracing::warn!(%error, cause = ?error, "counted views wait in the journal");
        if !retrying.0 {
            retrying.0 = true;
            // The timer ends by itself, at the latest in vain.
            let pause = self.shared().settings.retry_after;
            let _timer = myself.send_after(pause, || CollectorMsg::Retry);
        }
    }

    /// Writes what was left before, then everything that was counted up to now.
    async fn flush(&self) -> Flushed {
        self.write().await?;
        let rotated = self.shared().on_disk(|shared, segments| {
            let ended = shared.rotate(segments);
            (ended, segments.name().to_owned())
        });
        let (ended, journal) = rotated.await.map_err(|_| FlushError::Stopped)?;
        let Some(ended) = ended else {
            self.tidy().await;
            return Ok(());
        };
        let collecting = Collecting {
            batch: Batch {
                journal,
                after: ended.epoch - 1,
                through: ended.epoch,
                deltas: HashMap::with_capacity(ended.watched.len()),
            },
            missing: ended.watched.into_iter().collect(),
        };
        *self.batch() = Some(collecting);
        self.write().await
    }

    /// Writes the batch at hand, once it is whole and the journal has all of it. It stays the same batch until it is
    /// written: the answer to an earlier attempt may have been lost.
    async fn write(&self) -> Flushed {
        while let Some((video, through)) = self.next_missing() {
            let delta = self.collect(video, through).await;
            if let Some(collecting) = &mut *self.batch() {
                collecting.missing.pop();
                if !delta.is_empty() {
                    collecting.batch.deltas.insert(video, delta);
                }
            }
        }
        let synced = self
            .shared()
            .on_disk(|shared, segments| shared.sync(segments));
        synced.await.map_err(|_| FlushError::Stopped)??;
        let Some(collecting) = self.batch().take() else {
            return Ok(());
        };
        // Put back if this is given up in the middle.
        let held = Held {
            shared: self.shared(),
            collecting: Some(collecting),
        };
        held.apply().await?;
        self.tidy().await;
        Ok(())
    }

    fn next_missing(&self) -> Option<(VideoKey, u64)> {
        let batch = self.batch();
        let collecting = batch.as_ref()?;
        let video = collecting.missing.last()?;
        Some((*video, collecting.batch.through))
    }

    /// What a video's counter, awake or at rest, has counted.
    async fn collect(&self, video: VideoKey, through: u64) -> Delta {
        for look in 1..=LOOKS {
            let life = self.shared().lives.get(&video).map(|life| life.clone());
            if let Some(life) = life {
                let deadline = Instant::now() + COUNTER_WITHIN;
                let asked = |reply| CounterMsg::Collect(through, reply);
                match life.post.call(deadline, asked).await {
                    Ok(delta) => return delta,
                    Err(error) => self.look_after(video, look, error),
                }
            }
            if let Some(mut left) = self.shared().shelf.get_mut(&video) {
                return left.take(through);
            }
            // In neither place, and not on its way from one to the other: it has left nothing.
            if !self.shared().lives.contains_key(&video) {
                return Delta::default();
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        tracing::error!(%video, "a counter cannot be reached: what it has counted waits for the next flush");
        Delta::default()
    }

    /// A life that ended without leaving anything has failed: the next one reads the journal.
    fn look_after(&self, video: VideoKey, look: u32, error: CallError) {
        if look == 2 {
            tracing::warn!(%video, %error, "a counter has failed and is started anew");
            let request = RequestContext::within(RequestId::random(), COUNTER_WITHIN);
            // Refused, it is looked for again.
            let _ = self.0.router.try_send(&video, &request, CounterMsg::Wake);
        }
    }

    /// Forgets what is no longer of use: old segments, and what counters at rest remember.
    async fn tidy(&self) {
        let shared = self.shared();
        let (now, rules) = (shared.log.now(), shared.settings.rules);
        shared.shelf.retain(|_, left| !left.forget(now, &rules));
        let expiration = u64::try_from(rules.view_expiration.as_millis()).unwrap_or(u64::MAX);
        let before = Moment(now.0.saturating_sub(expiration));
        let discarded = shared
            .on_disk(move |shared, segments| segments.discard(shared.written_through(), before));
        if let Ok(Err(error)) = discarded.await {
            tracing::warn!(%error, "an old segment of the journal cannot be removed");
        }
    }

    fn batch(&self) -> MutexGuard<'_, Option<Collecting>> {
        self.shared()
            .batch
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A batch on its way; back in its place unless it is written.
struct Held<'a> {
    shared: &'a Shared,
    collecting: Option<Collecting>,
}

impl Held<'_> {
    async fn apply(mut self) -> Flushed {
        let Some(collecting) = &self.collecting else {
            return Ok(());
        };
        let within = self.shared.settings.port_within;
        let batch = &collecting.batch;
        if timely(within, self.shared.log.apply(batch)).await? == Applied::Before {
            tracing::info!(
                through = batch.through,
                "the database had these views already"
            );
        }
        let numbers = &self.shared.numbers;
        numbers.flushes.fetch_add(1, Ordering::Relaxed);
        let videos = batch.deltas.len() as u64;
        numbers.flushed_videos.fetch_add(videos, Ordering::Relaxed);
        self.shared.wrote(batch.through);
        self.collecting = None;
        Ok(())
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let Some(collecting) = self.collecting.take() {
            let mut batch = self
                .shared
                .batch
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *batch = Some(collecting);
        }
    }
}

/// The collection as the root sees it.
pub(crate) struct CollectorService(pub(crate) Arc<Collection>);

#[async_trait]
impl Service for CollectorService {
    fn name(&self) -> &str {
        "views-collector"
    }

    async fn start(&self, supervisor: ActorCell) -> Result<ActorCell, SpawnErr> {
        let collector = Collector(Arc::clone(&self.0));
        let (actor, _) = Actor::spawn_linked(None, collector, (), supervisor).await?;
        Ok(self.0.actor.set(actor))
    }

    fn drain(&self) {
        self.0.actor.cast(CollectorMsg::Drain);
    }

    fn tree(&self) -> Tree {
        Tree::of_one(self.name(), "collector")
    }

    fn counts(&self) -> Counts {
        Counts::default()
    }
}
