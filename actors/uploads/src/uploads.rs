//! The handle: how the application reaches the sessions.

use std::sync::Arc;
use std::time::Duration;

use actors_kernel::{RequestContext, Root, RootError, Router, RouterSettings};

use crate::lease::Leases;
use crate::session::{Ports, SessionMsg, UploadSession};
use crate::{Permit, UploadBook, UploadError, UploadId, UploadSettings, UploadShelf};

/// Reaches the sessions of all uploads; cheap to clone.
#[derive(Clone)]
pub struct Uploads {
    router: Router<UploadSession>,
}

/// What a request that wants to go on with an upload gets.
#[derive(Debug)]
pub enum Turn {
    /// It may write.
    Write(Permit),
    /// There is nothing left to do: what the client was answered when the upload was completed.
    Complete(Arc<str>),
}

impl Uploads {
    /// Starts the sessions' router, named `uploads`, below the root.
    ///
    /// # Errors
    /// When the root has been stopped or has such a router already.
    pub async fn start(
        root: &Root,
        settings: UploadSettings,
        shelf: Arc<dyn UploadShelf>,
        book: Arc<dyn UploadBook>,
    ) -> Result<Self, RootError> {
        let router = RouterSettings {
            door_bound: settings.waiting,
            actors_bound: settings.sessions,
            rest_after: settings.rest_after,
            tick: (settings.rest_after / 4).max(Duration::from_secs(1)),
            ..RouterSettings::default()
        };
        let ports = Ports {
            shelf,
            book,
            settings,
            leases: Leases::default(),
        };
        let router = Router::start(root, "uploads", router, Arc::new(ports)).await?;
        Ok(Self { router })
    }

    /// Asks for the right to go on with an upload.
    ///
    /// # Errors
    /// Any [`UploadError`] but [`UploadError::Revoked`].
    pub async fn turn(
        &self,
        upload: &UploadId,
        context: &RequestContext,
    ) -> Result<Turn, UploadError> {
        self.router
            .call_idempotent(upload, context, SessionMsg::Ask)
            .await?
    }

    /// Forgets an upload and its bytes. While a request is at work on it this waits, at most until the deadline; a
    /// second one that would wait is refused.
    ///
    /// # Errors
    /// [`UploadError::Unknown`], [`UploadError::Busy`], [`UploadError::Port`], [`UploadError::Session`].
    pub async fn cancel(
        &self,
        upload: &UploadId,
        context: &RequestContext,
    ) -> Result<(), UploadError> {
        self.router
            .call_idempotent(upload, context, SessionMsg::Cancel)
            .await?
    }

    /// Ends the session's life, whoever is at work: nothing that a caller sends does so without asking a port.
    #[cfg(test)]
    pub(crate) fn fail(&self, upload: &UploadId, context: &RequestContext) {
        let told = self.router.try_send(upload, context, SessionMsg::Fail);
        assert_eq!(told, Ok(()));
    }
}
