//! The counter of one video: hears every hit, writes it to the journal and counts it, in one step.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actors_kernel::{Context, Failure, KeyedActor, Lives, Reply};

use crate::counting::Counting;
use crate::journal::Epoch;
use crate::shared::{Life, Shared};
use crate::{Claim, Claimed, Delta, Hit, VideoKey, ViewerKey};

/// What a counter is told.
pub(crate) enum CounterMsg {
    /// Somebody watches.
    Seen(Hit),
    /// What was counted up to and with this epoch, to be written.
    Collect(Epoch, Reply<Delta>),
    /// What other servers say of views that were claimed.
    Claimed(Vec<(ViewerKey, Claimed)>),
    /// Begin a life, if there is none.
    Wake,
    #[cfg(test)]
    Fail,
}

/// See the module.
pub(crate) struct ViewCounter {
    key: VideoKey,
    shared: Arc<Shared>,
    counting: Counting,
    /// Under which the last hit stands.
    epoch: Option<Epoch>,
    taken: Arc<AtomicU64>,
    /// What it has told [`Shared::watching`] and the numbers.
    told: Told,
}

#[derive(Default)]
struct Told {
    watching: usize,
    detailed: usize,
}

impl KeyedActor for ViewCounter {
    const KIND: &'static str = "view-counter";
    /// What a life leaves on the shelf the next one takes up.
    const LIVES: Lives = Lives::Exclusive;
    type Key = VideoKey;
    type Message = CounterMsg;
    type Shared = Shared;

    async fn start(context: &Context<Self>, shared: &Arc<Shared>) -> Result<Self, Failure> {
        let key = *context.key();
        let lost = shared.lives.get(&key).map(|life| Arc::clone(&life.taken));
        let taken = lost.clone().unwrap_or_default();
        let life = Life {
            post: context.post(),
            taken: Arc::clone(&taken),
        };
        // Before the shelf is emptied: the collector finds the counts here or there.
        shared.lives.insert(key, life);
        let counting = match lost {
            // The last life put nothing on the shelf: it failed.
            Some(taken) => rebuild(shared, key, taken.load(Ordering::SeqCst)).await?,
            None => shared
                .shelf
                .remove(&key)
                .map_or_else(|| Counting::since(shared.journal.ended()), |(_, left)| left),
        };
        taken.store(counting.taken(), Ordering::SeqCst);
        let mut counter = Self {
            key,
            shared: Arc::clone(shared),
            counting,
            epoch: None,
            taken,
            told: Told::default(),
        };
        counter.tell();
        Ok(counter)
    }

    async fn handle(
        &mut self,
        _context: &Context<Self>,
        message: CounterMsg,
    ) -> Result<(), Failure> {
        match message {
            CounterMsg::Seen(hit) => self.seen(&hit),
            CounterMsg::Collect(through, reply) => {
                let delta = self.counting.take(through);
                self.taken.store(self.counting.taken(), Ordering::SeqCst);
                reply.send(delta);
            }
            CounterMsg::Claimed(claimed) => {
                for (viewer, claimed) in claimed {
                    self.shared
                        .settle(self.key, &mut self.counting, viewer, claimed);
                }
                // What was appended may have begun an epoch.
                self.epoch = None;
            }
            CounterMsg::Wake => {}
            #[cfg(test)]
            CounterMsg::Fail => return Err("the counter was told to fail".into()),
        }
        Ok(())
    }

    async fn finish(&mut self, _context: &Context<Self>) {
        let key = self.key;
        let mut left = std::mem::take(&mut self.counting);
        self.tell();
        let now = self.shared.log.now();
        if !left.forget(now, &self.shared.settings.rules) {
            self.shared.shelf.insert(key, left);
        }
        self.shared.lives.remove(&key);
    }
}

impl ViewCounter {
    fn seen(&mut self, hit: &Hit) {
        let epoch = self.shared.journal.append(self.key, hit, self.epoch);
        self.epoch = Some(epoch);
        if self.counting.hit(hit, epoch, &self.shared.settings.rules) {
            self.shared.claims.push(Claim {
                video: self.key,
                viewer: hit.viewer,
                at: hit.at,
            });
        }
        let numbers = &self.shared.numbers;
        let detailed = numbers.detailed.load(Ordering::Relaxed);
        if detailed > self.shared.settings.viewers && self.counting.is_worth_folding() {
            let folded = self.counting.fold_older_half();
            numbers.folded.fetch_add(folded as u64, Ordering::Relaxed);
        }
        self.tell();
        self.shared.numbers.counted.fetch_add(1, Ordering::Release);
    }

    /// Publishes how many watch, where that has changed.
    fn tell(&mut self) {
        let (watching, detailed) = (self.counting.watching(), self.counting.detailed());
        if watching != self.told.watching {
            if watching == 0 {
                self.shared.watching.remove(&self.key);
            } else {
                let watching = u32::try_from(watching).unwrap_or(u32::MAX);
                self.shared.watching.insert(self.key, watching);
            }
        }
        let all = &self.shared.numbers.detailed;
        all.fetch_add(detailed, Ordering::Relaxed);
        all.fetch_sub(self.told.detailed, Ordering::Relaxed);
        self.told = Told { watching, detailed };
    }
}

/// A life that failed watches nobody any more.
impl Drop for ViewCounter {
    fn drop(&mut self) {
        self.counting = Counting::default();
        self.tell();
    }
}

/// What the journal says of the video; of it what was counted after `taken` is not collected yet.
async fn rebuild(shared: &Arc<Shared>, key: VideoKey, taken: Epoch) -> Result<Counting, Failure> {
    let rebuilt = shared.on_disk(move |shared, segments| {
        shared.commit(segments)?;
        let (rules, mut counting) = (shared.settings.rules, Counting::default());
        segments.replay(|epoch, video, record| {
            if video == key {
                counting.replay(&record, epoch, &rules);
            }
        })?;
        drop(counting.take(taken));
        Ok::<_, std::io::Error>(counting)
    });
    Ok(rebuilt.await??)
}
