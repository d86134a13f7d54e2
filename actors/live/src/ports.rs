//! What lives need from the application: whose a key is, what is written down, where recordings lie, what time it is.

use std::fmt;
use std::time::Duration;

use actors_kernel::PortError;
use async_trait::async_trait;
use bytes::Bytes;
use uuid::Uuid;

use crate::hls::{Stored, Written};
use crate::media::Whole;

/// A live: the public id of its video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LiveId(pub Uuid);

impl fmt::Display for LiveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One session of a live: from its first publisher to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionId(pub i64);

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Why a publisher is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// Nobody has this key.
    #[error("nobody has this stream key")]
    UnknownKey,
    /// The live was one session, and that is over.
    #[error("the live is over")]
    Over,
    /// The live or its owner is blocked.
    #[error("the live or its owner is blocked")]
    Blocked,
    /// The owner has no room for a recording.
    #[error("the owner's quota is used up")]
    Quota,
}

/// The answer to a key: whose it is.
pub type Admittance = Result<LiveId, Denial>;

/// A session that goes on, or has just begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Its number.
    pub id: SessionId,
    /// The name of its recording; nobody can guess it.
    pub folder: String,
    /// How long ago it began.
    pub age: Duration,
    /// Whether its viewers want a short delay more than a steady picture.
    pub low_latency: bool,
    /// Whether all of it is kept: a replay is made of it.
    pub recorded: bool,
    /// Whether it began earlier than with this question.
    pub resumed: bool,
}

/// Why a session ended, if not because its publisher wanted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// Its publisher was too slow, or went silent.
    BadSocket,
    /// It was as long as it may be.
    Duration,
    /// Its recording would be larger than its owner may keep.
    Quota,
    /// The live or its owner was blocked.
    Blocked,
    /// What came was no stream that can be passed on.
    BadInput,
    /// Its renditions could not be made; of itself that ends no session.
    Encoding,
    /// The server failed.
    Unknown,
}

/// Whether a session may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may.
    GoesOn,
    /// It may not.
    Ends(EndReason),
    /// Its video is gone.
    Gone,
}

/// What is written down about lives.
#[async_trait]
pub trait LiveBook: Send + Sync + 'static {
    /// Milliseconds since 1970.
    fn wall_ms(&self) -> u64;

    /// Whose key this is.
    ///
    /// # Errors
    /// When the database is away.
    async fn admit(&self, key: &str) -> Result<Admittance, PortError>;

    /// Begins a session of a live, or gives the one that has not ended; the live is on air.
    ///
    /// # Errors
    /// When the database is away.
    async fn begin(&self, live: LiveId) -> Result<Result<OpenSession, Denial>, PortError>;

    /// Whether a session of this age, with so many bytes recorded, may go on.
    ///
    /// # Errors
    /// When the database is away.
    async fn look(
        &self,
        session: SessionId,
        recorded: u64,
        age: Duration,
    ) -> Result<Verdict, PortError>;

    /// Ends a session: the live is over, or waits for its next session. Safe to repeat.
    ///
    /// # Errors
    /// When the database is away.
    async fn end(&self, session: SessionId, reason: Option<EndReason>) -> Result<(), PortError>;

    /// What went wrong with a session that goes on; told of it unless it ends for another reason.
    ///
    /// # Errors
    /// When the database is away.
    async fn note(&self, session: SessionId, reason: EndReason) -> Result<(), PortError>;

    /// The sessions that this server has not ended: those of its last life.
    ///
    /// # Errors
    /// When the database is away.
    async fn unended(&self) -> Result<Vec<LiveId>, PortError>;

    /// The first picture of a session can be had: its initialisation segment and a part that begins with a key frame.
    /// Work that follows from it goes on by itself.
    async fn first_picture(&self, live: LiveId, initialisation: Bytes, part: Bytes);
}

/// Where recordings lie.
#[async_trait]
pub trait LiveShelf: Send + Sync + 'static {
    /// Cuts what a crash left behind the last whole fragment off a recording, and says how much there is; nothing if there
    /// is none.
    ///
    /// # Errors
    /// When the disk refuses.
    async fn recover(&self, folder: &str) -> Result<Whole, PortError>;

    /// Puts bytes behind those that are there; says for each part where it lies. An initialisation segment that is not that of the file at hand begins
    /// another file.
    ///
    /// # Errors
    /// When the disk refuses or is full; nothing of it is there then.
    async fn append(&self, folder: &str, written: Vec<Written>) -> Result<Vec<Stored>, PortError>;

    /// Reads what lies there.
    ///
    /// # Errors
    /// When it is not there any more.
    async fn read(&self, folder: &str, stored: Stored) -> Result<Bytes, PortError>;

    /// Removes a recording. That there is none is no error.
    ///
    /// # Errors
    /// When the disk refuses.
    async fn discard(&self, folder: &str) -> Result<(), PortError>;

    /// Nothing more comes for this recording.
    fn close(&self, folder: &str);
}
