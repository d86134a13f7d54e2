//! The listeners for encoders, and the connections that came of them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actors_kernel::{Counters, Counts, Service, Tree};
use async_trait::async_trait;
use ractor::{Actor, ActorCell, ActorProcessingErr, ActorRef, SpawnErr, SupervisionEvent};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::Lives;
use crate::connection::{Arrival, Connection, Place, Reception};
use crate::throttle::Throttle;

/// Where encoders come in: a listening socket, encrypted or not.
#[derive(Clone)]
pub struct Door {
    /// The socket; it was taken before anything began, so that a port in use ends the start.
    pub listener: Arc<std::net::TcpListener>,
    /// How connections are encrypted; `None` where they are not.
    pub tls: Option<TlsAcceptor>,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let encrypted = self.tls.is_some();
        f.debug_struct("Door")
            .field("encrypted", &encrypted)
            .finish_non_exhaustive()
    }
}

/// All doors: a service below the root.
#[derive(Clone)]
pub struct Ingest {
    shared: Arc<Shared>,
}

struct Shared {
    doors: Vec<Door>,
    reception: Arc<Reception>,
    kernel: Counters,
    actor: RwLock<Option<ActorRef<IngestMsg>>>,
}

impl Ingest {
    /// One that is not started: add it to the root.
    #[must_use]
    pub fn new(lives: Lives, doors: Vec<Door>) -> Self {
        let throttle = Throttle::new(lives.shared.settings.wrong_keys);
        Self {
            shared: Arc::new(Shared {
                doors,
                reception: Arc::new(Reception {
                    lives,
                    throttle,
                    open: AtomicUsize::new(0),
                    stop: watch::Sender::new(false),
                }),
                kernel: Counters::default(),
                actor: RwLock::default(),
            }),
        }
    }

    /// Connections at the moment.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.reception.open.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Service for Ingest {
    fn name(&self) -> &str {
        "live-ingest"
    }

    async fn start(&self, supervisor: ActorCell) -> Result<ActorCell, SpawnErr> {
        let shared = Arc::clone(&self.shared);
        let (actor, _ended) = Actor::spawn_linked(None, Doorkeeper, shared, supervisor).await?;
        let cell = actor.get_cell();
        *self
            .shared
            .actor
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(actor);
        Ok(cell)
    }

    fn drain(&self) {
        self.shared.reception.stop.send_replace(true);
        let actor = self
            .shared
            .actor
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(actor) = actor.as_ref() {
            // One that has failed is not started again by a root that stops.
            let _sent = actor.cast(IngestMsg::Drain);
        }
    }

    fn tree(&self) -> Tree {
        Tree {
            name: self.name().to_owned(),
            kind: "ingest".to_owned(),
            state: if *self.shared.reception.stop.borrow() {
                "stopping"
            } else {
                "running"
            }
            .to_owned(),
            queue_depth: 0,
            counters: Some(self.counts()),
            children: Vec::new(),
            children_omitted: self.connections(),
        }
    }

    fn counts(&self) -> Counts {
        self.shared.kernel.counts()
    }
}

enum IngestMsg {
    Arrived(Box<Arrival>),
    /// The acceptor of this door failed: another one.
    Reopen(usize),
    Drain,
}

struct Doorkeeper;

struct Keeping {
    shared: Arc<Shared>,
    /// The acceptors that live, by door.
    acceptors: Vec<Option<ActorCell>>,
    connections: usize,
}

impl Actor for Doorkeeper {
    type Msg = IngestMsg;
    type State = Keeping;
    type Arguments = Arc<Shared>;

    async fn pre_start(
        &self,
        myself: ActorRef<IngestMsg>,
        shared: Arc<Shared>,
    ) -> Result<Keeping, ActorProcessingErr> {
        let mut keeping = Keeping {
            acceptors: vec![None; shared.doors.len()],
            shared,
            connections: 0,
        };
        for door in 0..keeping.acceptors.len() {
            keeping.open(door, &myself).await?;
        }
        Ok(keeping)
    }

    async fn handle(
        &self,
        myself: ActorRef<IngestMsg>,
        message: IngestMsg,
        keeping: &mut Keeping,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            IngestMsg::Arrived(arrival) => {
                let spawned =
                    Actor::spawn_linked(None, Connection, *arrival, myself.get_cell()).await;
                match spawned {
                    Ok(_) => {
                        keeping.shared.kernel.spawned(false);
                        keeping.connections += 1;
                    }
                    Err(error) => tracing::error!(%error, "a connection could not be served"),
                }
            }
            IngestMsg::Reopen(door) => {
                if let Err(error) = keeping.open(door, &myself).await {
                    tracing::error!(%error, "encoders cannot connect");
                    myself.send_after(Duration::from_secs(5), move || IngestMsg::Reopen(door));
                }
            }
            IngestMsg::Drain => keeping.end_when_empty(&myself),
        }
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<IngestMsg>,
        event: SupervisionEvent,
        keeping: &mut Keeping,
    ) -> Result<(), ActorProcessingErr> {
        let (cell, failure) = match event {
            SupervisionEvent::ActorFailed(cell, error) => (cell, Some(error.to_string())),
            SupervisionEvent::ActorTerminated(cell, ..) => (cell, None),
            _ => return Ok(()),
        };
        if let Some(failure) = &failure {
            tracing::error!(failure, "a part of the RTMP listener failed");
        }
        let is_it = |acceptor: &Option<ActorCell>| {
            acceptor
                .as_ref()
                .is_some_and(|acceptor| acceptor.get_id() == cell.get_id())
        };
        let door = keeping.acceptors.iter().position(is_it);
        if let Some(door) = door {
            if let Some(slot) = keeping.acceptors.get_mut(door) {
                *slot = None;
            }
            if !*keeping.shared.reception.stop.borrow() {
                myself.send_after(Duration::from_secs(1), move || IngestMsg::Reopen(door));
            }
        } else {
            keeping.shared.kernel.ended();
            if failure.is_none() {
                keeping.shared.kernel.handled();
            }
            keeping.connections = keeping.connections.saturating_sub(1);
        }
        keeping.end_when_empty(&myself);
        Ok(())
    }
}

impl Keeping {
    async fn open(
        &mut self,
        door: usize,
        myself: &ActorRef<IngestMsg>,
    ) -> Result<(), ActorProcessingErr> {
        let Some(found) = self.shared.doors.get(door) else {
            return Ok(());
        };
        let listener = found.listener.try_clone()?;
        listener.set_nonblocking(true)?;
        let accepting = Accepting {
            listener: TcpListener::from_std(listener)?,
            tls: found.tls.clone(),
            reception: Arc::clone(&self.shared.reception),
            keeper: myself.clone(),
        };
        let (acceptor, _ended) =
            Actor::spawn_linked(None, Acceptor, accepting, myself.get_cell()).await?;
        if let Some(slot) = self.acceptors.get_mut(door) {
            *slot = Some(acceptor.get_cell());
        }
        Ok(())
    }

    fn end_when_empty(&self, myself: &ActorRef<IngestMsg>) {
        if *self.shared.reception.stop.borrow()
            && self.connections == 0
            && self.acceptors.iter().all(Option::is_none)
        {
            myself.stop(None);
        }
    }
}

/// Accepts at one door.
struct Acceptor;

struct Accepting {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    reception: Arc<Reception>,
    keeper: ActorRef<IngestMsg>,
}

/// The only message: accept until the end.
struct Accept;

impl Actor for Acceptor {
    type Msg = Accept;
    type State = Accepting;
    type Arguments = Accepting;

    async fn pre_start(
        &self,
        myself: ActorRef<Accept>,
        accepting: Accepting,
    ) -> Result<Accepting, ActorProcessingErr> {
        myself.cast(Accept)?;
        Ok(accepting)
    }

    async fn handle(
        &self,
        myself: ActorRef<Accept>,
        _accept: Accept,
        accepting: &mut Accepting,
    ) -> Result<(), ActorProcessingErr> {
        let mut stop = accepting.reception.stop.subscribe();
        loop {
            let accepted = tokio::select! {
                accepted = accepting.listener.accept() => accepted,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            match accepted {
                Ok((socket, peer)) => accepting.take(socket, peer)?,
                Err(error) => {
                    // For example too many open files: the next moment may be better.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
        myself.stop(None);
        Ok(())
    }
}

impl Accepting {
    fn take(&self, socket: TcpStream, peer: SocketAddr) -> Result<(), ActorProcessingErr> {
        let most = self.reception.lives.shared.settings.connections;
        let before = self.reception.open.fetch_add(1, Ordering::Relaxed);
        let place = Place(Arc::clone(&self.reception));
        if before >= most {
            tracing::warn!(%peer, most, "an RTMP connection was closed: there are too many");
            return Ok(());
        }
        let arrival = Arrival {
            socket,
            peer,
            tls: self.tls.clone(),
            place,
        };
        self.keeper.cast(IngestMsg::Arrived(Box::new(arrival)))?;
        Ok(())
    }
}
