//! What handlers work with: one value, built by boot and shared by every worker thread.

use crate::{clock::Clock, crunch::Crunch, store::Store};

/// The application as handlers see it; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// The pool for passwords and pictures.
    pub crunch: Crunch,
}
