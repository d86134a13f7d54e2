//! What a ladder needs: processes that make smaller pictures, and what to make.

use std::sync::Arc;

use actors_kernel::PortError;
use actors_media::{EncodedKind, Feed, LiveRung};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::future::BoxFuture;

use crate::media::VideoTrack;

/// What is made of a live beside what its publisher sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderPlan {
    /// Rungs with pictures.
    pub rungs: Vec<LiveRung>,
    /// Whether its sound is offered alone.
    pub sound_alone: bool,
    /// Whether the publisher's own pictures are offered where there are others, too.
    pub keeps_source: bool,
}

/// Where processes come from.
pub trait Encoders: Send + Sync + 'static {
    /// What to make of pictures like these.
    fn plan(&self, source: &VideoTrack) -> LadderPlan;

    /// Starts one for pictures like these.
    fn start(
        self: Arc<Self>,
        source: VideoTrack,
        rungs: Vec<LiveRung>,
    ) -> BoxFuture<'static, Result<Box<dyn Encoder>, PortError>>;

    /// Other work stands back for as long as the answer is held.
    fn urgent(&self) -> Box<dyn Send>;
}

/// A process at work. Dropping it ends it.
#[async_trait]
pub trait Encoder: Send {
    /// Lets it have this, with the bytes that it speaks of; what it has no time for waits.
    fn feed(&mut self, feed: Feed, bytes: Bytes);

    /// Nothing more comes; what has come is encoded.
    fn finish(&mut self);

    /// Bytes that wait.
    fn waiting_bytes(&self) -> usize;

    /// Waits for what it says next. Cancel safe. Never again after [`EncoderSaid::Ended`].
    async fn next(&mut self) -> EncoderSaid;
}

/// What a process at a live says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncoderSaid {
    /// A piece of a rung.
    Piece {
        /// Of which.
        resolution: u32,
        /// What it is.
        kind: EncodedKind,
        /// The piece.
        bytes: Bytes,
    },
    /// Pictures up to this time of the live, in milliseconds, are decoded.
    Reached(u64),
    /// It is gone; why, if not because it was told to finish.
    Ended(Option<String>),
}
