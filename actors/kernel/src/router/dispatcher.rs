//! The router's actor: alone starts, restarts, parks and retires the actors of its keys.
//!
//! It waits for nothing but its mailbox: an actor's own start runs in the actor. Supervision events overtake messages,
//! so a question always finds the truth about a life that has ended.

mod lives;
mod parking;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ractor::{Actor, ActorCell, ActorId, ActorProcessingErr, ActorRef, SupervisionEvent};
use tokio::time::Instant;

use super::entry::{Entry, Phase};
use super::shared::{Asked, Shared, Slot};
use crate::KeyedActor;
use crate::envelope::Envelope;

/// How long a new dispatcher waits for the killed actors of the one before.
const PREDECESSORS: Duration = Duration::from_secs(5);

/// What the dispatcher is told.
pub(crate) enum RouterMsg<A: KeyedActor> {
    /// A message for a key without an open door.
    Ask {
        key: A::Key,
        envelope: Envelope<A::Message>,
        asked: Asked<A>,
    },
    /// A probing life has handled its message.
    Proven {
        key: A::Key,
        generation: u64,
    },
    Unpark(A::Key),
    /// Something has been gathered.
    Gathered,
    /// What has been gathered goes on.
    Deliver,
    /// Look for quiet actors and for what can be forgotten.
    Tick,
    /// Finish what has been taken, then end.
    Drain,
}

/// See the module.
pub(super) struct Dispatcher<A: KeyedActor> {
    shared: Arc<Shared<A>>,
}

/// The dispatcher's state.
pub(super) struct Dispatching<A: KeyedActor> {
    entries: HashMap<A::Key, Entry<A>>,
    /// Every actor that has not ended yet, and which life of which key it is.
    lives: HashMap<ActorId, Lived<A::Key>>,
    draining: bool,
}

/// An actor that has not ended yet.
struct Lived<K> {
    key: K,
    generation: u64,
    actor: ActorCell,
}

/// ractor ends the children of an actor that ends, but not those that are draining: one that never finishes what it has
/// would outlive the shutdown's budget.
impl<A: KeyedActor> Drop for Dispatching<A> {
    fn drop(&mut self) {
        for life in self.lives.values() {
            life.actor.kill();
        }
    }
}

impl<A: KeyedActor> Dispatcher<A> {
    pub(super) fn new(shared: Arc<Shared<A>>) -> Self {
        Self { shared }
    }
}

impl<A: KeyedActor> Actor for Dispatcher<A> {
    type Msg = RouterMsg<A>;
    type State = Dispatching<A>;
    type Arguments = ();

    async fn pre_start(
        &self,
        myself: ActorRef<Self::Msg>,
        (): (),
    ) -> Result<Self::State, ActorProcessingErr> {
        self.shared.set_dispatcher(myself);
        Ok(Dispatching {
            entries: HashMap::new(),
            lives: HashMap::new(),
            draining: false,
        })
    }

    async fn post_start(
        &self,
        myself: ActorRef<Self::Msg>,
        _state: &mut Self::State,
    ) -> Result<(), ActorProcessingErr> {
        self.bury_predecessors().await?;
        drop(myself.send_interval(self.shared.settings.tick, || RouterMsg::Tick));
        // Of what was gathered, the dispatcher before may not have heard.
        drop(myself.send_message(RouterMsg::Deliver));
        // A shutdown may have come between the last dispatcher's end and now.
        if self.shared.gate.is_closed() {
            drop(myself.send_message(RouterMsg::Drain));
        }
        Ok(())
    }

    async fn handle(
        &self,
        myself: ActorRef<Self::Msg>,
        message: Self::Msg,
        state: &mut Self::State,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            RouterMsg::Ask {
                key,
                envelope,
                asked,
            } => self.ask(&myself, key, (envelope, asked), state).await?,
            RouterMsg::Proven { key, generation } => self.proven(&key, generation, state),
            RouterMsg::Unpark(key) => self.unpark(&key, state),
            RouterMsg::Tick => self.tick(state),
            RouterMsg::Gathered if !state.draining => {
                // The timer ends by itself, at the latest in vain.
                let wait = self.shared.settings.gather_for;
                let _timer = myself.send_after(wait, || RouterMsg::Deliver);
            }
            RouterMsg::Gathered | RouterMsg::Deliver => self.deliver(&myself, state).await?,
            RouterMsg::Drain => self.drain(&myself, state).await?,
        }
        self.end_if_drained(&myself, state);
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<Self::Msg>,
        event: SupervisionEvent,
        state: &mut Self::State,
    ) -> Result<(), ActorProcessingErr> {
        match event {
            SupervisionEvent::ActorTerminated(actor, finished, reason) => {
                // Without its last state it did not end by itself: it was killed.
                let failure = match &finished {
                    Some(_) => None,
                    None => Some(reason.unwrap_or_else(|| "killed".to_owned())),
                };
                // That state is the last of the life: what it holds must be let go before the next one begins.
                drop(finished);
                self.ended(&myself, actor.get_id(), failure, state).await?;
            }
            SupervisionEvent::ActorFailed(actor, error) => {
                let failure = Some(error.to_string());
                self.ended(&myself, actor.get_id(), failure, state).await?;
            }
            _ => {}
        }
        self.end_if_drained(&myself, state);
        Ok(())
    }
}

impl<A: KeyedActor> Dispatcher<A> {
    /// The actors of a dispatcher that failed were killed with it. No key may get a new life before they are gone.
    async fn bury_predecessors(&self) -> Result<(), ActorProcessingErr> {
        let mut doors = Vec::new();
        for slot in &self.shared.table {
            let door = match slot.value() {
                Slot::Life(door) => Some(door),
                Slot::Parked { probe, .. } => probe.as_ref(),
            };
            if let Some(door) = door {
                door.gate.close();
                doors.push(door.clone());
            }
        }
        for door in doors {
            door.actor.get_cell().kill();
            if door
                .actor
                .get_cell()
                .wait(Some(PREDECESSORS))
                .await
                .is_err()
            {
                return Err("an actor of the last router does not end".into());
            }
        }
        self.shared.table.clear();
        self.shared.counters.emptied();
        Ok(())
    }

    fn tick(&self, state: &mut Dispatching<A>) {
        let now = Instant::now();
        for entry in state.entries.values_mut() {
            let Some(life) = &mut entry.life else {
                continue;
            };
            let quiet = life.door.gate.quiet(now) >= self.shared.settings.rest_after;
            if life.phase != Phase::Ending && quiet && life.door.gate.close_if_idle() {
                life.phase = Phase::Ending;
                life.door.drain();
            }
        }
        let shared = &self.shared;
        state.entries.retain(|key, entry| {
            let keep = !entry.is_forgettable(now);
            if !keep && entry.parked_until().is_some() {
                shared.counters.unparked();
                shared.table.remove(key);
            }
            keep
        });
    }

    /// Ends when shutting down and nothing that was taken is left, here or in any actor.
    fn end_if_drained(&self, myself: &ActorRef<RouterMsg<A>>, state: &Dispatching<A>) {
        if state.draining && state.lives.is_empty() && self.shared.gate.queued() == 0 {
            myself.stop(None);
        }
    }
}
