//! What the root asks of a service.

use async_trait::async_trait;
use ractor::{ActorCell, SpawnErr};

use crate::{Counts, Tree};

/// Something with one actor at its top that the root keeps alive: a router or a pool.
#[async_trait]
pub trait Service: Send + Sync + 'static {
    /// Tells the services apart, for example `uploads`.
    fn name(&self) -> &str;

    /// Starts the top actor, linked to `supervisor`; called again after each failure.
    ///
    /// # Errors
    /// When it does not start; the root tries again after its back-off.
    async fn start(&self, supervisor: ActorCell) -> Result<ActorCell, SpawnErr>;

    /// Asks the top actor to take nothing more, finish what it has, and end. Returns at once.
    fn drain(&self);

    /// What runs in it; bounded.
    fn tree(&self) -> Tree;

    /// Its numbers.
    fn counts(&self) -> Counts;

    /// Reopens a parked key, given as text. False if there is none such.
    fn unpark(&self, key: &str) -> bool {
        let _ = key;
        false
    }
}
