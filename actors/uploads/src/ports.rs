//! What uploads need from the application: where the bytes lie, and what is written down about them.

use actors_kernel::PortError;
use async_trait::async_trait;

use crate::UploadId;

/// Where the bytes of unfinished uploads lie.
#[async_trait]
pub trait UploadShelf: Send + Sync + 'static {
    /// How many bytes of the upload are stored: the length of its file, 0 if there is none.
    ///
    /// # Errors
    /// When the storage is away.
    async fn length(&self, upload: &UploadId) -> Result<u64, PortError>;

    /// Removes the file. That there is none is no error.
    ///
    /// # Errors
    /// When the storage is away.
    async fn remove(&self, upload: &UploadId) -> Result<(), PortError>;
}

/// What is written down about an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// How many bytes it will have.
    pub total: u64,
    /// What the client was answered when it was complete; `None` while it is not.
    pub answer: Option<String>,
}

/// Where uploads are written down.
#[async_trait]
pub trait UploadBook: Send + Sync + 'static {
    /// What is known about the upload.
    ///
    /// # Errors
    /// When the database is away.
    async fn find(&self, upload: &UploadId) -> Result<Option<Booked>, PortError>;

    /// Writes down that it is complete and what the client is answered, from now on always. Safe to repeat; also when
    /// the same answer was written before, in the unit of work that made the video.
    ///
    /// # Errors
    /// When the database is away.
    async fn complete(&self, upload: &UploadId, answer: &str) -> Result<(), PortError>;

    /// Forgets the upload. That it is not known is no error.
    ///
    /// # Errors
    /// When the database is away.
    async fn forget(&self, upload: &UploadId) -> Result<(), PortError>;
}
