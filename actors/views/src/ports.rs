//! What counting needs from the application: where counts are written, and what time it is.

use std::collections::HashMap;
use std::time::Duration;

use actors_kernel::PortError;
use async_trait::async_trait;

use crate::{Delta, Moment, VideoKey, ViewerKey};

/// Everything that was counted in some epochs of a journal; written in one transaction or not at all.
#[derive(Debug)]
pub struct Batch {
    /// The journal's name.
    pub journal: String,
    /// The last epoch that must have been applied before.
    pub after: u64,
    /// The last epoch that this has.
    pub through: u64,
    /// Increments, by video.
    pub deltas: HashMap<VideoKey, Delta>,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is written.
    Now,
    /// It was before: the answer to that must have been lost.
    Before,
}

/// Somebody has watched enough to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// What.
    pub video: VideoKey,
    /// Who.
    pub viewer: ViewerKey,
    /// When.
    pub at: Moment,
}

/// Whether a view counts here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It counts here: nobody else has counted it, or this server has before, at this moment, and may have forgotten.
    Ours(Moment),
    /// Another server has counted this session at this moment.
    Theirs(Moment),
}

/// Which sessions have counted anywhere, where several servers count the same videos.
#[async_trait]
pub trait SharedSessions: Send + Sync + 'static {
    /// Claims views for the server called `by`, each for so long as a session counts once; answers each in its order.
    ///
    /// # Errors
    /// When it is away: then each server counts for itself.
    async fn claim(
        &self,
        by: &str,
        claims: &[Claim],
        expiration: Duration,
    ) -> Result<Vec<Claimed>, PortError>;
}

/// Where counts are written.
#[async_trait]
pub trait ViewLog: Send + Sync + 'static {
    /// The last epoch of a journal that is written; 0 for one that is not known.
    ///
    /// # Errors
    /// When the database is away.
    async fn applied_through(&self, journal: &str) -> Result<u64, PortError>;

    /// Writes a batch, and in the same transaction that its epochs are written.
    ///
    /// # Errors
    /// When the database is away, or the epochs that are written are neither `after` nor `through`.
    async fn apply(&self, batch: &Batch) -> Result<Applied, PortError>;

    /// Now.
    fn now(&self) -> Moment;
}
