//! Where a message without an open door goes, and what follows a life.

use std::sync::Arc;

use ractor::{Actor, ActorId, ActorProcessingErr, ActorRef};
use tokio::time::Instant;

use super::{Dispatcher, Dispatching, Lived, RouterMsg};
use crate::child::{Birth, Child, Probe};
use crate::door::{Delivery, Door};
use crate::envelope::Envelope;
use crate::gate::Gate;
use crate::router::entry::{Life, Phase};
use crate::router::gathered::Waiting;
use crate::router::shared::{Asked, Slot};
use crate::{CallError, KeyedActor, Lives, RequestId};

impl<A: KeyedActor> Dispatcher<A> {
    pub(super) async fn ask(
        &self,
        myself: &ActorRef<RouterMsg<A>>,
        key: A::Key,
        (envelope, asked): (Envelope<A::Message>, Asked<A>),
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
                match life.door.deliver_asked(envelope) {
                    Delivery::Taken => {}
                    Delivery::Full(envelope) => envelope.refuse(CallError::Full),
                    Delivery::Closed(envelope) => entry.held.push_back((envelope, asked)),
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
        self.start(myself, &key, request, vec![(envelope, asked)], state)
            .await
    }

    /// Lets go on what has been gathered.
    pub(super) async fn deliver(
        &self,
        myself: &ActorRef<RouterMsg<A>>,
        state: &mut Dispatching<A>,
    ) -> Result<(), ActorProcessingErr> {
        for Waiting { key, admitted } in self.shared.gathered.all() {
            if let Delivery::Closed(mut envelope) = admitted.deliver() {
                // The life has ended meanwhile; what it had let in goes to the next.
                envelope.permit = Some(self.shared.gate.enter_own());
                let asked = Asked::new(&self.shared, &key);
                self.ask(myself, key, (envelope, asked), state).await?;
            }
        }
        Ok(())
    }

    /// Has every life finish what it has been sent, and end.
    pub(super) async fn drain(
        &self,
        myself: &ActorRef<RouterMsg<A>>,
        state: &mut Dispatching<A>,
    ) -> Result<(), ActorProcessingErr> {
        state.draining = true;
        let lives = state
            .entries
            .values()
            .filter_map(|entry| entry.life.as_ref());
        lives.for_each(|life| life.door.gate.close());
        // With the doors closed, this is all that they have let in.
        self.deliver(myself, state).await?;
        for entry in state.entries.values_mut() {
            if let Some(life) = &mut entry.life {
                life.phase = Phase::Ending;
                life.door.drain();
            }
        }
        Ok(())
    }

    /// Starts a life with what it has to do first.
    async fn start(
        &self,
        myself: &ActorRef<RouterMsg<A>>,
        key: &A::Key,
        request: RequestId,
        first: Vec<(Envelope<A::Message>, Asked<A>)>,
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
        let lived = Lived {
            key: key.clone(),
            generation,
            actor: actor.get_cell(),
        };
        state.lives.insert(actor.get_id(), lived);
        let door = Door {
            actor,
            gate,
            generation,
        };
        for (envelope, _asked) in first {
            match door.deliver_asked(envelope) {
                Delivery::Taken => {}
                Delivery::Full(envelope) | Delivery::Closed(envelope) => {
                    envelope.refuse(CallError::Full);
                }
            }
        }
        if state.draining {
            // Before it is published: nothing more is let in.
            door.gate.close();
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

    /// A life is over: unpublish it, decide about the key, and let what waited go on.
    pub(super) async fn ended(
        &self,
        myself: &ActorRef<RouterMsg<A>>,
        actor: ActorId,
        failure: Option<String>,
        state: &mut Dispatching<A>,
    ) -> Result<(), ActorProcessingErr> {
        let Some(Lived {
            key, generation, ..
        }) = state.lives.remove(&actor)
        else {
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
        let Some(request) = held.first().map(|(envelope, _)| envelope.request.clone()) else {
            return Ok(());
        };
        self.start(myself, &key, request, held, state).await
    }
}
