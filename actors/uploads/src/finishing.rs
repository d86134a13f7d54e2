//! The duty to make something of a complete upload, for one request.

use std::future::Future;
use std::sync::Arc;

use crate::UploadError;
use crate::lease::Lease;
use crate::session::Ports;

/// While it exists other requests are told that the upload is being finished. Dropping it opens the upload again: the
/// next request may finish it.
#[derive(Debug)]
pub struct Finishing {
    pub(crate) lease: Lease,
    pub(crate) ports: Arc<Ports>,
}

impl Finishing {
    /// Runs the making of the video, at most until the time for finishing is over.
    ///
    /// # Errors
    /// [`UploadError::Revoked`]: the work was dropped where it was.
    pub async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, UploadError> {
        self.lease.within(work).await
    }

    /// Writes the answer down; from now on every turn of this upload ends with it.
    ///
    /// # Errors
    /// [`UploadError::Port`]: the upload is open again, unless the book has the answer after all.
    pub async fn complete(self, answer: String) -> Result<(), UploadError> {
        let upload = self.lease.upload.clone();
        let written = self.ports.book.complete(&upload, &answer);
        self.ports.timely(written).await?;
        Ok(())
    }

    /// Removes what was uploaded: nothing can be made of it.
    ///
    /// # Errors
    /// [`UploadError::Port`]: something is left, and the upload is open again.
    pub async fn abandon(self) -> Result<(), UploadError> {
        self.ports.forget(&self.lease.upload).await?;
        Ok(())
    }
}
