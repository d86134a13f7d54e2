//! The root of all actors: keeps each service alive, one for one, and drains them at shutdown.

mod service;
mod supervisor;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ractor::{Actor, ActorRef, SpawnErr};

pub use service::Service;
use supervisor::{RootMsg, RootSupervisor};

use crate::{Backoff, Counts, Tree};

/// Why a service could not be started.
#[derive(Debug, thiserror::Error)]
pub enum RootError {
    /// The root itself or the service's actor did not start.
    #[error("an actor did not start: {0}")]
    Start(#[from] SpawnErr),
    /// A service of that name exists.
    #[error("a service named {0} exists already")]
    NameTaken(String),
    /// The root is shutting down.
    #[error("the actors are shutting down")]
    Stopped,
}

/// How a shutdown went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shutdown {
    /// The services that had not finished within the budget and were killed.
    pub killed: Vec<String>,
}

/// The services below the root, for reading without a mailbox.
pub(crate) type Services = Arc<RwLock<Vec<Arc<dyn Service>>>>;

/// Started once, by the application (or a test); cheap to clone.
#[derive(Clone)]
pub struct Root {
    actor: ActorRef<RootMsg>,
    services: Services,
}

impl Root {
    /// Starts the root on the runtime at hand. A service that fails is restarted after 1 s, 2 s, 4 s … up to ten minutes.
    ///
    /// # Errors
    /// When the actor cannot be started.
    pub async fn start() -> Result<Self, RootError> {
        Self::start_with(Backoff::default()).await
    }

    /// Like [`Root::start`], with other delays between restarts.
    ///
    /// # Errors
    /// When the actor cannot be started.
    pub async fn start_with(backoff: Backoff) -> Result<Self, RootError> {
        let services = Services::default();
        let supervisor = RootSupervisor::new(backoff, Arc::clone(&services));
        let (actor, _) = Actor::spawn(None, supervisor, ()).await?;
        Ok(Self { actor, services })
    }

    /// Starts a service and keeps it alive from now on.
    ///
    /// # Errors
    /// When it does not start, its name is taken, or the root is shutting down.
    pub async fn add(&self, service: Arc<dyn Service>) -> Result<(), RootError> {
        let (send, receive) = tokio::sync::oneshot::channel();
        self.actor
            .send_message(RootMsg::Add(service, send))
            .map_err(|_| RootError::Stopped)?;
        receive.await.unwrap_or(Err(RootError::Stopped))
    }

    /// Has every service finish what it has taken, and kills what is left when the budget is spent. Returns when all
    /// have ended; a second call returns at once.
    pub async fn shutdown(&self, budget: Duration) -> Shutdown {
        let (send, receive) = tokio::sync::oneshot::channel();
        match self.actor.send_message(RootMsg::Shutdown(budget, send)) {
            Ok(()) => receive.await.unwrap_or_default(),
            Err(_) => Shutdown::default(),
        }
    }

    /// The numbers of each service, by name.
    #[must_use]
    pub fn counts(&self) -> Vec<(String, Counts)> {
        let services = self.services();
        let named = services
            .iter()
            .map(|service| (service.name().to_owned(), service.counts()));
        named.collect()
    }

    /// All that runs below the root.
    #[must_use]
    pub fn tree(&self) -> Tree {
        let children: Vec<Tree> = self
            .services()
            .iter()
            .map(|service| service.tree())
            .collect();
        Tree {
            name: "root".to_owned(),
            kind: "root".to_owned(),
            state: match self.actor.get_status() {
                ractor::ActorStatus::Running => "running",
                _ => "stopping",
            }
            .to_owned(),
            queue_depth: children.iter().map(|child| child.queue_depth).sum(),
            counters: None,
            children,
            children_omitted: 0,
        }
    }

    /// Reopens a parked key of the named service, by the key's text. False if there is no such thing.
    #[must_use]
    pub fn unpark(&self, service: &str, key: &str) -> bool {
        self.services()
            .iter()
            .any(|candidate| candidate.name() == service && candidate.unpark(key))
    }

    fn services(&self) -> Vec<Arc<dyn Service>> {
        let services = self.services.read().unwrap_or_else(PoisonError::into_inner);
        services.clone()
    }
}
