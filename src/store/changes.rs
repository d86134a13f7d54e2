//! How often something that is shown has changed: what was read before a change is old after it.
//!
//! This process's own commits alone are counted; what another node writes is seen when the reader's patience ends.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// The count; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Changes(Arc<AtomicU64>);

impl Changes {
    /// Changes so far. Ask before reading: what is read then is at least as new as this.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// Counts one more when it is dropped, so that a commit whose waiter has gone is counted too.
    pub(super) fn at_the_end(&self) -> AtTheEnd {
        AtTheEnd(self.clone())
    }
}

/// Counts a change when dropped.
#[derive(Debug)]
pub(super) struct AtTheEnd(Changes);

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::Release);
    }
}
