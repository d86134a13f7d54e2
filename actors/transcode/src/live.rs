//! A child at a live: fed picture by picture while it answers, for as long as its publisher is there.
//!
//! Whoever holds the [`LiveEncoder`] drives it; dropping it kills the child. Jobs stand still while a live that is
//! behind holds an [`Urgency`].

use std::collections::VecDeque;
use std::sync::Arc;

use actors_media::{Encoded, Event, Feed, Live, Request};
use bytes::{Buf, Bytes};
use futures_util::{FutureExt, future::BoxFuture};
use tokio::time::{Interval, timeout};

use crate::budget::Budget;
use crate::child::{MediaChild, Output};
use crate::errors::Unavailable;
use crate::pool::Shared;
use crate::run::{Stop, crash, ending, every, with_words};
use crate::sample::sample;

/// What a child at a live says.
#[derive(Debug, PartialEq, Eq)]
pub enum LiveOutput {
    /// A piece of a rung.
    Piece(Encoded, Bytes),
    /// Pictures up to this one have been decoded: its time, in milliseconds of the live.
    Reached(u64),
    /// It has ended; why, if not because there is nothing more to encode. Nothing follows.
    Ended(Option<String>),
}

/// See the module.
pub struct LiveEncoder {
    shared: Arc<Shared>,
    child: Option<MediaChild>,
    /// Its end, while it is waited for: whoever waits may turn to something else, and the reason is not lost.
    ending: Option<BoxFuture<'static, String>>,
    stop: Stop,
    samples: Interval,
    /// What has not gone in yet.
    waiting: VecDeque<Bytes>,
    waiting_bytes: usize,
    finished: bool,
}

impl LiveEncoder {
    pub(crate) async fn start(shared: Arc<Shared>, mut live: Live) -> Result<Self, Unavailable> {
        shared.available().await?;
        let settings = &shared.settings;
        Budget::bound_live(settings, &mut live.limits);
        let request = Request::Live(live);
        let starting = MediaChild::start(&settings.executable, &request, settings.stderr_tail);
        let unavailable = |reason: String| Unavailable { reason };
        let child = timeout(settings.stall, starting).await;
        let child = child
            .map_err(|_late| unavailable("the media process did not read its request".to_owned()))?
            .map_err(|error| unavailable(format!("the media process did not start: {error}")))?;
        Ok(Self {
            stop: shared.stop(),
            samples: every(settings.sample),
            shared,
            child: Some(child),
            ending: None,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            finished: false,
        })
    }

    /// Lets it have this, in turn, with the bytes that it speaks of.
    pub fn feed(&mut self, feed: &Feed, bytes: Bytes) {
        let Ok(mut line) = serde_json::to_vec(feed) else {
            return;
        };
        line.push(b'\n');
        for piece in [Bytes::from(line), bytes] {
            if !piece.is_empty() && !self.finished {
                self.waiting_bytes += piece.len();
                self.waiting.push_back(piece);
            }
        }
    }

    /// Nothing more comes; what has come is encoded.
    pub fn finish(&mut self) {
        self.finished = true;
    }

    /// Bytes that the child has not taken yet.
    #[must_use]
    pub fn waiting_bytes(&self) -> usize {
        self.waiting_bytes
    }

    /// Waits for what it says next, feeding it meanwhile. Cancel safe.
    pub async fn next(&mut self) -> LiveOutput {
        loop {
            if let Some(ending) = &mut self.ending {
                let reason = ending.await;
                self.ending = None;
                return LiveOutput::Ended(Some(reason));
            }
            let Some(child) = &mut self.child else {
                return LiveOutput::Ended(None);
            };
            if self.finished && self.waiting.is_empty() {
                child.end_input();
            }
            let input = self.waiting.front().cloned().unwrap_or_default();
            let output = tokio::select! {
                () = self.stop.stopped() => {
                    self.child = None;
                    continue;
                }
                output = child.exchange(&input) => output,
                _ = self.samples.tick() => {
                    if let Some(pid) = child.id()
                        && let Some(sample) = sample(pid).await
                        && sample.memory > self.shared.settings.memory
                    {
                        self.give_up("it used more memory than it may".to_owned());
                    }
                    continue;
                }
            };
            match output {
                Output::Taken(count) => self.taken(count),
                Output::Piece(encoded, bytes) => return LiveOutput::Piece(encoded, bytes),
                Output::Event(event) => match *event {
                    Event::Progress(progress) => return LiveOutput::Reached(progress.media_ms),
                    Event::Started(_) => {}
                    Event::Ended => {
                        self.child = None;
                        return LiveOutput::Ended(None);
                    }
                    Event::Failed(failure) => self.give_up(failure.reason),
                    _ => self.give_up("it answered another question".to_owned()),
                },
                Output::Garbage(reason) => self.give_up(reason),
                Output::End => self.see_off(),
            }
        }
    }

    fn taken(&mut self, count: usize) {
        self.waiting_bytes = self.waiting_bytes.saturating_sub(count);
        if let Some(first) = self.waiting.front_mut() {
            first.advance(count.min(first.len()));
            if first.is_empty() {
                self.waiting.pop_front();
            }
        }
    }

    /// Ends it for this reason.
    fn give_up(&mut self, reason: String) {
        self.ending = self.child.take().map(|child| {
            async move { with_words(crash(reason), &child.kill().await).reason }.boxed()
        });
    }

    /// It has closed its output: its status tells why.
    fn see_off(&mut self) {
        self.ending = self.child.take().map(|child| {
            let end = async move {
                let (status, words) = child.leave().await;
                with_words(ending(status), &words).reason
            };
            end.boxed()
        });
    }
}

impl std::fmt::Debug for LiveEncoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LiveEncoder").finish_non_exhaustive()
    }
}

/// Jobs stand still while one of these is held.
pub struct Urgency(Arc<Shared>);

impl Urgency {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        shared.urgent.send_modify(|count| *count += 1);
        Self(shared)
    }
}

impl Drop for Urgency {
    fn drop(&mut self) {
        let lower = |count: &mut usize| *count = count.saturating_sub(1);
        self.0.urgent.send_modify(lower);
    }
}

impl std::fmt::Debug for Urgency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Urgency")
    }
}
