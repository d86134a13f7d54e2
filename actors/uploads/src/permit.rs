//! The right to write to an upload, for one request.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::lease::{Lease, Outcome};
use crate::session::{Ports, SessionMsg};
use crate::{Finishing, UploadError};

/// Whoever holds it is the only one who writes to the upload. Dropping it, in whatever way, gives it back.
#[derive(Debug)]
pub struct Permit {
    pub(crate) lease: Lease,
    pub(crate) offset: u64,
    pub(crate) total: u64,
    pub(crate) ports: Arc<Ports>,
}

/// Where an upload stands after bytes were stored.
#[derive(Debug)]
pub enum Progress {
    /// More is to come.
    More {
        /// Bytes stored.
        length: u64,
    },
    /// All bytes are there, and who stored the last of them finishes the upload.
    Complete(Finishing),
}

impl Permit {
    /// How many bytes are stored: where to go on writing. Equal to the total when only finishing is left.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many bytes the upload will have.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Runs the reading and writing of the request, at most until the permit has run out.
    ///
    /// # Errors
    /// [`UploadError::Revoked`]: the work was dropped where it was.
    pub async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, UploadError> {
        self.lease.within(work).await
    }

    /// Says that the file is `length` bytes long, all of them durable as far as the answer promises it.
    ///
    /// # Errors
    /// [`UploadError::Revoked`], [`UploadError::TooLong`], [`UploadError::Session`]. What is stored stays, and the next
    /// turn goes by the file's length.
    pub async fn stored(mut self, length: u64) -> Result<Progress, UploadError> {
        let now = Instant::now();
        if now >= self.lease.deadline {
            return Err(UploadError::Revoked);
        }
        if length > self.total {
            return Err(UploadError::TooLong { total: self.total });
        }
        let deadline = now + ANSWER_WITHIN;
        let told = |reply| SessionMsg::Stored { length, reply };
        self.lease.post.call(deadline, told).await?;
        if length < self.total {
            self.lease.outcome = Outcome::Stored;
            return Ok(Progress::More { length });
        }
        self.lease.deadline = Instant::now() + self.ports.settings.finish_within;
        Ok(Progress::Complete(Finishing {
            lease: self.lease,
            ports: self.ports,
        }))
    }
}

/// The session only notes a number, behind at most the port calls of the requests before.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
