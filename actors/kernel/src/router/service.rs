//! A router as the root sees it.

use std::sync::Arc;

use async_trait::async_trait;
use ractor::{Actor, ActorCell, ActorRef, ActorStatus, SpawnErr};

use super::Router;
use super::dispatcher::{Dispatcher, RouterMsg};
use super::shared::Slot;
use crate::{Counts, KeyedActor, Service, Tree};

/// Most actors that the debug tree lists for one router.
const LISTED: usize = 100;

#[async_trait]
impl<A: KeyedActor> Service for Router<A> {
    fn name(&self) -> &str {
        &self.shared.name
    }

    async fn start(&self, supervisor: ActorCell) -> Result<ActorCell, SpawnErr> {
        let dispatcher = Dispatcher::new(Arc::clone(&self.shared));
        let (actor, _) = Actor::spawn_linked(None, dispatcher, (), supervisor).await?;
        Ok(actor.get_cell())
    }

    fn drain(&self) {
        self.shared.gate.close();
        if let Some(dispatcher) = self.shared.dispatcher() {
            // One that has ended has nothing to drain.
            drop(dispatcher.send_message(RouterMsg::Drain));
        }
    }

    fn tree(&self) -> Tree {
        let total = self.shared.table.len();
        let children: Vec<Tree> = self
            .shared
            .table
            .iter()
            .take(LISTED)
            .map(|slot| child::<A>(slot.key(), slot.value()))
            .collect();
        let counts = Self::counts(self);
        Tree {
            name: self.shared.name.clone(),
            kind: "router".to_owned(),
            state: self.state().to_owned(),
            queue_depth: counts.queue_depth,
            counters: Some(counts),
            children_omitted: total.saturating_sub(children.len()),
            children,
        }
    }

    fn counts(&self) -> Counts {
        Self::counts(self)
    }

    fn unpark(&self, key: &str) -> bool {
        let parked = self.shared.table.iter().find_map(|slot| {
            let is_it =
                matches!(slot.value(), Slot::Parked { .. }) && slot.key().to_string() == key;
            is_it.then(|| slot.key().clone())
        });
        parked.is_some_and(|key| Self::unpark(self, &key))
    }
}

impl<A: KeyedActor> Router<A> {
    fn state(&self) -> &'static str {
        let alive = |dispatcher: ActorRef<_>| dispatcher.get_status() < ActorStatus::Stopping;
        if self.shared.gate.is_closed() {
            "stopping"
        } else if self.shared.dispatcher().is_some_and(alive) {
            "running"
        } else {
            "restarting"
        }
    }
}

fn child<A: KeyedActor>(key: &A::Key, slot: &Slot<A>) -> Tree {
    let (state, queue_depth) = match slot {
        Slot::Parked { .. } => ("parked", 0),
        Slot::Life(door) if door.gate.is_closed() => ("ending", door.gate.queued()),
        Slot::Life(door) => ("running", door.gate.queued()),
    };
    Tree {
        name: key.to_string(),
        kind: A::KIND.to_owned(),
        state: state.to_owned(),
        queue_depth,
        counters: None,
        children: Vec::new(),
        children_omitted: 0,
    }
}
