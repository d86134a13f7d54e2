//! The router's actor: alone starts, restarts, parks and retires the actors of its keys.
//!
//! It waits for nothing but its mailbox: an actor's own start runs in the actor. Supervision events overtake messages,
//! so a question always finds the truth about a life that has ended.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ractor::{Actor, ActorId, ActorProcessingErr, ActorRef, SupervisionEvent};
use tokio::time::Instant;

use super::entry::{Entry, Life, Phase};
use super::shared::{Shared, Slot};
use crate::child::{Birth, Child, Probe};
use crate::door::{Delivery, Door};
use crate::envelope::Envelope;
use crate::failure_record::FailureRecord;
use crate::gate::Gate;
use crate::{CallError, KeyedActor, Lives, RequestId};

/// How long a new dispatcher waits for the killed actors of the one before.
const PREDECESSORS: Duration = Duration::from_secs(5);

/// What the dispatcher is told.
pub(crate) enum RouterMsg<A: KeyedActor> {
    /// A message for a key without an open door.
    Ask {
        key: A::Key,
        envelope: Envelope<A::Message>,
    },
    /// A probing life has handled its message.
    Proven {
        key: A::Key,
        generation: u64,
    },
    Unpark(A::Key),
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
    lives: HashMap<ActorId, (A::Key, u64)>,
    draining: bool,
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
            RouterMsg::Ask { key, envelope } => self.ask(&myself, key, envelope, state).await?,
            RouterMsg::Proven { key, generation } => self.proven(&key, generation, state),
            RouterMsg::Unpark(key) => self.unpark(&key, state),
            RouterMsg::Tick => self.tick(state),
            RouterMsg::Drain => {
                state.draining = true;
                for entry in state.entries.values_mut() {
                    if let Some(life) = &mut entry.life {
                        life.phase = Phase::Ending;
                        life.door.drain();
                    }
                }
            }
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
                let failure = match finished {
                    Some(_) => None,
                    None => Some(reason.unwrap_or_else(|| "killed".to_owned())),
                };
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

    async fn ask(
        &self,
        myself: &ActorRef<RouterMsg<A>>,
        key: A::Key,
        envelope: Envelope<A::Message>,
        state: &mut Dispatching<A>,
    ) -> Result<(), ActorProcessingErr> {
        let now = Instant::now();
        let settings = &self.shared.settings;
        let is_known = state.entries.contains_key(&key);
        if !is_known && state.entries.len() >= settings.actors_bound {
            envelope.refuse(CallError::Full);
            return Ok(());
        }
        let entry = state.entries.entry(key.clone()).or_default();
        let parked_until = entry.parked_until();
        if let Some(life) = &entry.life {
            let may_overlap = A::LIVES == Lives::Overlapping && life.phase == Phase::Ending;
            if life.phase == Phase::Probing && life.door.gate.queued() > 0 {
                let retry_after = settings.park_first;
                envelope.refuse(CallError::Parked { retry_after });
                return Ok(());
            }
            if !may_overlap {
                match life.door.deliver(envelope) {
                    Delivery::Taken => {}
                    Delivery::Full(envelope) => envelope.refuse(CallError::Full),
                    Delivery::Closed(envelope) => hold(entry, envelope, settings.door_bound),
                }
                return Ok(());
            }
        }
        if let Some(until) = parked_until
            && until > now
        {
            let retry_after = until - now;
            envelope.refuse(CallError::Parked { retry_after });
            return Ok(());
        }
        let request = envelope.request.clone();
        self.start(myself, &key, request, vec![envelope], state)
            .await
    }

    /// Starts a life with what it has to do first.
    async fn start(
        &self,
        myself: &ActorRef<RouterMsg<A>>,
        key: &A::Key,
        request: RequestId,
        first: Vec<Envelope<A::Message>>,
        state: &mut Dispatching<A>,
    ) -> Result<(), ActorProcessingErr> {
        let shared = &self.shared;
        let entry = state.entries.entry(key.clone()).or_default();
        let probing = entry.parked_until().is_some();
        let generation = shared.next_generation();
        let gate = Gate::new(shared.settings.door_bound, Arc::clone(&shared.counters));
        let birth = Birth {
            key: key.clone(),
            request,
            shared: Arc::clone(&shared.given),
            gate: Arc::clone(&gate),
            counters: Arc::clone(&shared.counters),
            probed: probing.then(|| Probe {
                router: myself.clone(),
                generation,
            }),
        };
        let (actor, _) =
            Actor::spawn_linked(None, Child::<A>::new(), birth, myself.get_cell()).await?;
        shared.counters.spawned(std::mem::take(&mut entry.failed));
        state
            .lives
            .insert(actor.get_id(), (key.clone(), generation));
        let door = Door {
            actor,
            gate,
            generation,
        };
        for envelope in first {
            match door.deliver(envelope) {
                Delivery::Taken => {}
                Delivery::Full(envelope) | Delivery::Closed(envelope) => {
                    envelope.refuse(CallError::Full);
                }
            }
        }
        let slot = match entry.parked_until() {
            Some(until) => Slot::Parked {
                until,
                probe: Some(door.clone()),
            },
            None => Slot::Life(door.clone()),
        };
        shared.table.insert(key.clone(), slot);
        let phase = match (state.draining, probing) {
            (true, _) => {
                door.drain();
                Phase::Ending
            }
            (false, true) => Phase::Probing,
            (false, false) => Phase::Running,
        };
        entry.life = Some(Life { door, phase });
        Ok(())
    }

    fn proven(&self, key: &A::Key, generation: u64, state: &mut Dispatching<A>) {
        let Some(entry) = state.entries.get_mut(key) else {
            return;
        };
        let Some(life) = &mut entry.life else {
            return;
        };
        if life.door.generation != generation || life.phase != Phase::Probing {
            return;
        }
        life.phase = Phase::Running;
        if let Some(failures) = &mut entry.failures {
            failures.reopened(Instant::now());
        }
        self.shared.counters.unparked();
        self.shared
            .table
            .insert(key.clone(), Slot::Life(life.door.clone()));
        tracing::info!(kind = A::KIND, key = %key, "a parked actor works again");
    }

    /// Forgets the key's failures. A probe at work is left to prove itself.
    fn unpark(&self, key: &A::Key, state: &mut Dispatching<A>) {
        let Some(entry) = state.entries.get_mut(key) else {
            return;
        };
        if entry.parked_until().is_some() && entry.life.is_none() {
            entry.failures = None;
            self.shared.counters.unparked();
            self.shared.table.remove(key);
        }
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

    /// A life is over: unpublish it, decide about the key, and let what waited go on.
    async fn ended(
        &self,
        myself: &ActorRef<RouterMsg<A>>,
        actor: ActorId,
        failure: Option<String>,
        state: &mut Dispatching<A>,
    ) -> Result<(), ActorProcessingErr> {
        let Some((key, generation)) = state.lives.remove(&actor) else {
            return Ok(());
        };
        self.shared.counters.ended();
        self.shared.table.remove_if(
            &key,
            |_, slot| matches!(slot, Slot::Life(door) if door.generation == generation),
        );
        let entry = state.entries.entry(key.clone()).or_default();
        let was_current = entry
            .life
            .as_ref()
            .is_some_and(|life| life.door.generation == generation);
        if was_current {
            entry.life = None;
        }
        if let Some(reason) = failure {
            tracing::error!(kind = A::KIND, key = %key, reason, "an actor failed");
            // A life that has been followed by another says nothing about the key any more.
            if was_current && self.failed(&key, entry) {
                return Ok(());
            }
        }
        if !was_current {
            return Ok(());
        }
        let held: Vec<_> = entry.held.drain(..).collect();
        let Some(request) = held.first().map(|envelope| envelope.request.clone()) else {
            return Ok(());
        };
        self.start(myself, &key, request, held, state).await
    }

    /// Notes a failure; true if the key is parked now.
    fn failed(&self, key: &A::Key, entry: &mut Entry<A>) -> bool {
        let now = Instant::now();
        let was_parked = entry.parked_until().is_some();
        entry.failed = true;
        let record = entry
            .failures
            .get_or_insert_with(|| FailureRecord::new(&self.shared.settings, now));
        let Some(delay) = record.failed(now) else {
            return false;
        };
        tracing::error!(kind = A::KIND, key = %key, ?delay, "parked after repeated failures");
        if !was_parked {
            self.shared.counters.parked();
        }
        let slot = Slot::Parked {
            until: now + delay,
            probe: None,
        };
        self.shared.table.insert(key.clone(), slot);
        for envelope in entry.held.drain(..) {
            envelope.refuse(CallError::Parked { retry_after: delay });
        }
        true
    }

    /// Ends when shutting down and nothing that was taken is left, here or in any actor.
    fn end_if_drained(&self, myself: &ActorRef<RouterMsg<A>>, state: &Dispatching<A>) {
        if state.draining && state.lives.is_empty() && self.shared.gate.queued() == 0 {
            myself.stop(None);
        }
    }
}

/// Keeps a message for the key's next life.
fn hold<A: KeyedActor>(entry: &mut Entry<A>, envelope: Envelope<A::Message>, bound: u32) {
    if entry.held.len() < usize::try_from(bound).unwrap_or(usize::MAX) {
        entry.held.push_back(envelope);
    } else {
        envelope.refuse(CallError::Full);
    }
}
