//! What a router's handle and its dispatcher share: the published table, the counters, the way to the dispatcher.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use dashmap::DashMap;
use ractor::ActorRef;
use tokio::time::Instant;

use super::gathered::Gathered;
use super::{RouterMsg, RouterSettings};
use crate::door::Door;
use crate::gate::Gate;
use crate::{Counters, KeyedActor};

/// A message on its way through the dispatcher, so that no later one to the same key overtakes it at the door.
pub(crate) struct Asked<A: KeyedActor> {
    shared: Arc<Shared<A>>,
    key: A::Key,
}

impl<A: KeyedActor> Asked<A> {
    pub(super) fn new(shared: &Arc<Shared<A>>, key: &A::Key) -> Self {
        *shared.asked.entry(key.clone()).or_default() += 1;
        shared.asking.fetch_add(1, Ordering::SeqCst);
        Self {
            shared: Arc::clone(shared),
            key: key.clone(),
        }
    }
}

impl<A: KeyedActor> Drop for Asked<A> {
    fn drop(&mut self) {
        let shared = &self.shared;
        if let Some(mut count) = shared.asked.get_mut(&self.key) {
            *count -= 1;
        }
        shared.asked.remove_if(&self.key, |_, count| *count == 0);
        shared.asking.fetch_sub(1, Ordering::SeqCst);
    }
}

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
    pub(super) gathered: Gathered<A>,
    /// Bounds what waits for the dispatcher; closed for good at shutdown.
    pub(super) gate: Arc<Gate>,
    pub(super) counters: Arc<Counters>,
    /// Messages on their way through the dispatcher, of all keys and by key.
    asking: AtomicUsize,
    asked: DashMap<A::Key, u32>,
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
            gathered: Gathered::new(),
            counters,
            asking: AtomicUsize::new(0),
            asked: DashMap::new(),
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

    /// Whether messages to the key are on their way through the dispatcher.
    pub(super) fn is_asked(&self, key: &A::Key) -> bool {
        self.asking.load(Ordering::SeqCst) > 0 && self.asked.contains_key(key)
    }

    /// Whether this is a new key and there are as many as there may be.
    pub(super) fn is_crowded(&self, key: &A::Key) -> bool {
        let keys = self.table.len() + self.asked.len();
        keys >= self.settings.actors_bound
            && !self.table.contains_key(key)
            && !self.asked.contains_key(key)
    }

    /// The life published under the key, if any.
    pub(super) fn door(&self, key: &A::Key) -> Option<Door<A::Message>> {
        match self.table.get(key)?.value() {
            Slot::Life(door) => Some(door.clone()),
            Slot::Parked { .. } => None,
        }
    }

    /// The door, unless a message to the key is on its way through the dispatcher, which must come first.
    pub(super) fn open_door(&self, key: &A::Key) -> Option<Door<A::Message>> {
        self.door(key).filter(|_| !self.is_asked(key))
    }

    /// Until when the key is parked, if it is.
    pub(super) fn parked_until(&self, key: &A::Key) -> Option<Instant> {
        match self.table.get(key)?.value() {
            Slot::Life(_) => None,
            Slot::Parked { until, .. } => Some(*until),
        }
    }
}
