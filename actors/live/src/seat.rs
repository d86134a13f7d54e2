//! The right to publish a live: one connection has it at a time, until it is dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actors_kernel::Post;

use crate::hls::Written;
use crate::session::SessionMsg;
use crate::{EndReason, OnAir};

/// How a publisher left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// It ended its stream in order.
    Unpublished,
    /// Its connection is gone.
    Dropped,
    /// It was silent for too long.
    Stalled,
    /// It sent what cannot be taken.
    Failed(EndReason),
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) on_air: Arc<OnAir>,
    pub(crate) number: u64,
    pub(crate) post: Post<SessionMsg>,
    /// Bytes that wait for the disk.
    pub(crate) waiting: Arc<AtomicUsize>,
    pub(crate) most_waiting: usize,
    /// Whether the session writes a recording.
    pub(crate) recorded: bool,
    /// Whether the session has seen the first picture.
    pub(crate) pictured: bool,
    pub(crate) farewell: Farewell,
}

impl Seat {
    /// Gives what was made to the recording. False if the session's actor has failed: the publisher has to come back.
    pub(crate) fn record(&mut self, written: Vec<Written>) -> bool {
        if written.is_empty() || (self.pictured && !self.recorded) {
            return true;
        }
        self.pictured |= written.iter().any(|one| one.part().is_some());
        let bytes = size(&written);
        if self.waiting.load(Ordering::Relaxed) + bytes > self.most_waiting {
            tracing::warn!(session = %self.on_air.session(), bytes, "the disk is too slow: the recording has a gap");
            let descriptions = descriptions(written);
            return descriptions.is_empty() || self.post.send(SessionMsg::Skipped(descriptions));
        }
        self.waiting.fetch_add(bytes, Ordering::Relaxed);
        self.post.send(SessionMsg::Written(written))
    }

    /// The ladder failed; the live goes on.
    pub(crate) fn tell_that_encoding_failed(&self) {
        // A session that is gone notes nothing.
        let _told = self.post.send(SessionMsg::EncodingFailed);
    }

    /// Leaves.
    pub(crate) fn leave(mut self, farewell: Farewell) {
        self.farewell = farewell;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let told = self.post.send(SessionMsg::Left {
            seat: self.number,
            farewell: self.farewell,
        });
        if !told {
            tracing::debug!(session = %self.on_air.session(), "the session's actor is gone already");
        }
    }
}

/// What later parts need, small as it is.
fn descriptions(written: Vec<Written>) -> Vec<Written> {
    let written = written.into_iter();
    written
        .filter(|one| matches!(one, Written::Initialisation(_)))
        .collect()
}

/// Bytes of all of it.
pub(crate) fn size(written: &[Written]) -> usize {
    let sizes = written.iter().map(|one| match one {
        Written::Initialisation(bytes) | Written::Part(bytes, _) => bytes.len(),
    });
    sizes.sum()
}
