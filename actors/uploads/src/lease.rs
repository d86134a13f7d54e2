//! Who is at work on which upload, across the lives of its session.
//!
//! A session that failed while a permit was out is followed by one that knows nothing of it, while the holder may still
//! be writing. The table of leases belongs to no life: the next session finds the holder in it and grants nothing until
//! that one has let go.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use actors_kernel::{Awake, Post};
use dashmap::DashMap;
use dashmap::mapref::entry::Entry;
use tokio::time::{Instant, timeout_at};

use crate::session::SessionMsg;
use crate::{UploadError, UploadId};

/// What a holder is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    Writing,
    Finishing,
}

/// How the work ended, as the session hears it.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The file has grown to what the session knows already.
    Stored,
    /// The holder went away: only the ports know.
    Unknown,
}

/// All holders; at most one per upload.
#[derive(Clone, Debug, Default)]
pub(crate) struct Leases(Arc<DashMap<UploadId, Work>>);

impl Leases {
    /// What a holder is doing to the upload, if there is one.
    pub(crate) fn work(&self, upload: &UploadId) -> Option<Work> {
        self.0.get(upload).map(|work| *work)
    }

    /// The holder goes over to finishing.
    pub(crate) fn finishing(&self, upload: &UploadId) {
        if let Some(mut work) = self.0.get_mut(upload) {
            *work = Work::Finishing;
        }
    }

    /// Makes somebody the holder, unless there is one.
    pub(crate) fn grant(
        &self,
        upload: &UploadId,
        age: Duration,
        post: Post<SessionMsg>,
        awake: Awake,
    ) -> Option<Lease> {
        let Entry::Vacant(place) = self.0.entry(upload.clone()) else {
            return None;
        };
        place.insert(Work::Writing);
        Some(Lease {
            upload: upload.clone(),
            leases: self.clone(),
            post,
            outcome: Outcome::Unknown,
            deadline: Instant::now() + age,
            _awake: awake,
        })
    }
}

/// Held by the one who is at work; when it is dropped the session is told.
#[derive(Debug)]
pub(crate) struct Lease {
    pub(crate) upload: UploadId,
    leases: Leases,
    /// Reaches the life that granted it, and no later one.
    pub(crate) post: Post<SessionMsg>,
    pub(crate) outcome: Outcome,
    pub(crate) deadline: Instant,
    _awake: Awake,
}

impl Lease {
    /// Runs the work, at most until the lease has run out.
    pub(crate) async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, UploadError> {
        timeout_at(self.deadline, work)
            .await
            .map_err(|_| UploadError::Revoked)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.leases.0.remove(&self.upload);
        let outcome = std::mem::replace(&mut self.outcome, Outcome::Unknown);
        // A life that has ended does not need to know: the next one reads the ports.
        self.post.send(SessionMsg::Ended(outcome));
    }
}
