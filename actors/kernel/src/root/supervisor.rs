//! The root's actor: restarts a service that failed after a back-off, and counts them out at shutdown.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use ractor::{Actor, ActorCell, ActorId, ActorProcessingErr, ActorRef, SupervisionEvent};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::{RootError, Service, Services, Shutdown};
use crate::Backoff;

/// What the root is told.
pub(crate) enum RootMsg {
    Add(Arc<dyn Service>, oneshot::Sender<Result<(), RootError>>),
    /// The back-off of the named service is over.
    Restart(String),
    Shutdown(Duration, oneshot::Sender<Shutdown>),
    /// The shutdown's budget is spent.
    Overdue,
}

/// See the module.
pub(crate) struct RootSupervisor {
    backoff: Backoff,
    services: Services,
}

impl RootSupervisor {
    pub(super) fn new(backoff: Backoff, services: Services) -> Self {
        Self { backoff, services }
    }
}

struct Charge {
    service: Arc<dyn Service>,
    backoff: Backoff,
}

struct Ending {
    waiting: Vec<oneshot::Sender<Shutdown>>,
    outcome: Shutdown,
}

/// The root's state.
#[derive(Default)]
pub(crate) struct Supervising {
    charges: HashMap<String, Charge>,
    running: HashMap<ActorId, (String, ActorCell)>,
    ending: Option<Ending>,
}

impl Actor for RootSupervisor {
    type Msg = RootMsg;
    type State = Supervising;
    type Arguments = ();

    async fn pre_start(
        &self,
        _myself: ActorRef<RootMsg>,
        (): (),
    ) -> Result<Supervising, ActorProcessingErr> {
        Ok(Supervising::default())
    }

    async fn handle(
        &self,
        myself: ActorRef<RootMsg>,
        message: RootMsg,
        state: &mut Supervising,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            RootMsg::Add(service, reply) => {
                // The application may have given up waiting; the service is kept all the same.
                drop(reply.send(self.add(&myself, service, state).await));
            }
            RootMsg::Restart(name) => start(&myself, &name, state).await,
            RootMsg::Shutdown(budget, reply) => begin_shutdown(&myself, budget, reply, state),
            RootMsg::Overdue => {
                for (name, actor) in state.running.values() {
                    tracing::warn!(service = name, "not drained within the budget, killed");
                    actor.kill();
                    if let Some(ending) = &mut state.ending {
                        ending.outcome.killed.push(name.clone());
                    }
                }
            }
        }
        finish_if_empty(&myself, state);
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<RootMsg>,
        event: SupervisionEvent,
        state: &mut Supervising,
    ) -> Result<(), ActorProcessingErr> {
        let (actor, reason) = match event {
            SupervisionEvent::ActorTerminated(actor, _, reason) => {
                (actor, reason.unwrap_or_else(|| "stopped".to_owned()))
            }
            SupervisionEvent::ActorFailed(actor, error) => (actor, error.to_string()),
            _ => return Ok(()),
        };
        if let Some((name, _)) = state.running.remove(&actor.get_id())
            && state.ending.is_none()
        {
            restart_later(&myself, &name, &reason, state);
        }
        finish_if_empty(&myself, state);
        Ok(())
    }
}

impl RootSupervisor {
    async fn add(
        &self,
        myself: &ActorRef<RootMsg>,
        service: Arc<dyn Service>,
        state: &mut Supervising,
    ) -> Result<(), RootError> {
        let name = service.name().to_owned();
        if state.ending.is_some() {
            return Err(RootError::Stopped);
        }
        if state.charges.contains_key(&name) {
            return Err(RootError::NameTaken(name));
        }
        let actor = service.start(myself.get_cell()).await?;
        state.running.insert(actor.get_id(), (name.clone(), actor));
        self.services
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Arc::clone(&service));
        let mut backoff = self.backoff.clone();
        backoff.started(Instant::now());
        state.charges.insert(name, Charge { service, backoff });
        Ok(())
    }
}

async fn start(myself: &ActorRef<RootMsg>, name: &str, state: &mut Supervising) {
    if state.ending.is_some() {
        return;
    }
    let Some(charge) = state.charges.get_mut(name) else {
        return;
    };
    match charge.service.start(myself.get_cell()).await {
        Ok(actor) => {
            charge.backoff.started(Instant::now());
            state
                .running
                .insert(actor.get_id(), (name.to_owned(), actor));
        }
        Err(error) => restart_later(myself, name, &error.to_string(), state),
    }
}

fn restart_later(myself: &ActorRef<RootMsg>, name: &str, reason: &str, state: &mut Supervising) {
    let Some(charge) = state.charges.get_mut(name) else {
        return;
    };
    let delay = charge.backoff.failed(Instant::now());
    tracing::error!(
        service = name,
        reason,
        ?delay,
        "a service failed, restarting"
    );
    let name = name.to_owned();
    drop(myself.send_after(delay, move || RootMsg::Restart(name)));
}

fn begin_shutdown(
    myself: &ActorRef<RootMsg>,
    budget: Duration,
    reply: oneshot::Sender<Shutdown>,
    state: &mut Supervising,
) {
    if let Some(ending) = &mut state.ending {
        ending.waiting.push(reply);
        return;
    }
    state.ending = Some(Ending {
        waiting: vec![reply],
        outcome: Shutdown::default(),
    });
    for charge in state.charges.values() {
        charge.service.drain();
    }
    drop(myself.send_after(budget, || RootMsg::Overdue));
}

fn finish_if_empty(myself: &ActorRef<RootMsg>, state: &mut Supervising) {
    if !state.running.is_empty() {
        return;
    }
    if let Some(ending) = state.ending.take() {
        for reply in ending.waiting {
            drop(reply.send(ending.outcome.clone()));
        }
        myself.stop(None);
    }
}
