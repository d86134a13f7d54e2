//! What a router's handle and its dispatcher share: the published table, the counters, the way to the dispatcher.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use dashmap::DashMap;
use ractor::ActorRef;
use tokio::time::Instant;

use super::{RouterMsg, RouterSettings};
use crate::door::Door;
use crate::gate::Gate;
use crate::{Counters, KeyedActor};

/// What callers find under a key.
pub(super) enum Slot<A: KeyedActor> {
    /// A life; its gate says whether it still takes messages.
    Life(Door<A::Message>),
    /// Nobody before `until`; after that the dispatcher lets one message through to a probing life.
    Parked {
        until: Instant,
        /// The last such life, for who has to know every life that may not have ended.
        probe: Option<Door<A::Message>>,
    },
}

pub(super) struct Shared<A: KeyedActor> {
    pub(super) name: String,
    pub(super) settings: RouterSettings,
    /// What the actors are given.
    pub(super) given: Arc<A::Shared>,
    pub(super) table: DashMap<A::Key, Slot<A>>,
    /// Bounds what waits for the dispatcher; closed for good at shutdown.
    pub(super) gate: Arc<Gate>,
    pub(super) counters: Arc<Counters>,
    dispatcher: RwLock<Option<ActorRef<RouterMsg<A>>>>,
    generation: AtomicU64,
}

impl<A: KeyedActor> Shared<A> {
    pub(super) fn new(name: String, settings: RouterSettings, given: Arc<A::Shared>) -> Self {
        let counters = Arc::new(Counters::default());
        Self {
            name,
            gate: Gate::new(settings.router_bound, Arc::clone(&counters)),
            settings,
            given,
            table: DashMap::new(),
            counters,
            dispatcher: RwLock::new(None),
            generation: AtomicU64::new(0),
        }
    }

    /// The dispatcher, unless it is being restarted.
    pub(super) fn dispatcher(&self) -> Option<ActorRef<RouterMsg<A>>> {
        let found = self
            .dispatcher
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        found.clone()
    }

    pub(super) fn set_dispatcher(&self, dispatcher: ActorRef<RouterMsg<A>>) {
        let mut place = self
            .dispatcher
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *place = Some(dispatcher);
    }

    /// Never the same twice, also across restarts of the dispatcher.
    pub(super) fn next_generation(&self) -> u64 {
        self.generation.fetch_add(1, Ordering::Relaxed)
    }

    /// The life published under the key, if any.
    pub(super) fn door(&self, key: &A::Key) -> Option<Door<A::Message>> {
        match self.table.get(key)?.value() {
            Slot::Life(door) => Some(door.clone()),
            Slot::Parked { .. } => None,
        }
    }

    /// Until when the key is parked, if it is.
    pub(super) fn parked_until(&self, key: &A::Key) -> Option<Instant> {
        match self.table.get(key)?.value() {
            Slot::Life(_) => None,
            Slot::Parked { until, .. } => Some(*until),
        }
    }
}
