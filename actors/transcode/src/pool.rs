//! The supervisor of the workers: starts them, starts them anew, passes wake-ups on, and looks from time to time.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use actors_kernel::{Backoff, Counters};
use ractor::{Actor, ActorProcessingErr, ActorRef, SupervisionEvent};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::counters::{JobCounters, WorkerState};
use crate::errors::Unavailable;
use crate::job::JobShelf;
use crate::run::{Precedence, Stop};
use crate::settings::Settings;
use crate::worker::{Look, Worker};

/// What the handle, the pool and the workers share.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) shelf: Arc<dyn JobShelf>,
    pub(crate) kernel: Counters,
    pub(crate) jobs: JobCounters,
    /// The pool's actor, once it is started; another one after a failure.
    pub(crate) pool: RwLock<Option<ActorRef<PoolMessage>>>,
    /// Workers that live; a shutdown waits for none.
    pub(crate) alive: watch::Sender<usize>,
    pub(crate) stop: watch::Sender<bool>,
    /// Lives that are behind; jobs wait for them.
    pub(crate) urgent: watch::Sender<usize>,
    pub(crate) workers: Mutex<Vec<WorkerState>>,
    /// Per worker: whether a look is already in its mailbox.
    pub(crate) asked: Vec<AtomicBool>,
    /// Whether a wake-up is already in the pool's mailbox.
    pub(crate) woken: AtomicBool,
    known_unavailable: AtomicBool,
}

impl Shared {
    pub(crate) fn new(settings: Settings, shelf: Arc<dyn JobShelf>) -> Self {
        let count = settings.concurrency;
        Self {
            settings,
            shelf,
            kernel: Counters::default(),
            jobs: JobCounters::default(),
            pool: RwLock::new(None),
            alive: watch::Sender::new(0),
            stop: watch::Sender::new(false),
            urgent: watch::Sender::new(0),
            workers: Mutex::new(vec![WorkerState::Down; count]),
            asked: std::iter::repeat_with(AtomicBool::default)
                .take(count)
                .collect(),
            woken: AtomicBool::new(false),
            known_unavailable: AtomicBool::new(false),
        }
    }

    /// A word to wait for.
    pub(crate) fn stop(&self) -> Stop {
        Stop(self.stop.subscribe())
    }

    /// What jobs wait for.
    pub(crate) fn precedence(&self) -> Precedence {
        Precedence(Some(self.urgent.subscribe()))
    }

    /// Whether the executable can be run, and if not, why.
    pub(crate) async fn available(&self) -> Result<(), Unavailable> {
        use std::os::unix::fs::PermissionsExt;
        let path = &self.settings.executable;
        let reason = match tokio::fs::metadata(path).await {
            Ok(metadata) if metadata.is_file() && metadata.permissions().mode() & 0o111 != 0 => {
                return Ok(());
            }
            Ok(_) => format!("{} is not an executable file", path.display()),
            Err(error) => format!("{} cannot be used: {error}", path.display()),
        };
        Err(Unavailable { reason })
    }

    /// The same, logged when it changes. Jobs stay on the shelf while it is false.
    pub(crate) async fn is_available(&self) -> bool {
        let available = self.available().await;
        let was_unavailable = self
            .known_unavailable
            .swap(available.is_err(), Ordering::Relaxed);
        match &available {
            Err(unavailable) if !was_unavailable => {
                tracing::error!(%unavailable, "nothing can be transcoded")
            }
            Ok(()) if was_unavailable => tracing::info!("transcoding is possible again"),
            _ => {}
        }
        available.is_ok()
    }
}

pub(crate) enum PoolMessage {
    Wake,
    Respawn(usize),
}

pub(crate) struct Pool;

struct Slot {
    worker: Option<ActorRef<Look>>,
    backoff: Backoff,
}

pub(crate) struct PoolState {
    shared: Arc<Shared>,
    slots: Vec<Slot>,
}

impl Actor for Pool {
    type Msg = PoolMessage;
    type State = PoolState;
    type Arguments = Arc<Shared>;

    async fn pre_start(
        &self,
        myself: ActorRef<PoolMessage>,
        shared: Arc<Shared>,
    ) -> Result<PoolState, ActorProcessingErr> {
        let slots = std::iter::repeat_with(|| Slot {
            worker: None,
            backoff: Backoff::default(),
        });
        let mut state = PoolState {
            slots: slots.take(shared.settings.concurrency).collect(),
            shared,
        };
        for index in 0..state.slots.len() {
            state.spawn(index, false, &myself).await;
        }
        // Ends with the actor; the interval also gives the first look.
        let shared = Arc::clone(&state.shared);
        myself.send_interval(state.shared.settings.poll, move || {
            shared.woken.store(true, Ordering::SeqCst);
            PoolMessage::Wake
        });
        state.look();
        Ok(state)
    }

    async fn handle(
        &self,
        myself: ActorRef<PoolMessage>,
        message: PoolMessage,
        state: &mut PoolState,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            PoolMessage::Wake => {
                state.shared.woken.store(false, Ordering::SeqCst);
                state.look();
                state.end_when_empty(&myself);
            }
            PoolMessage::Respawn(index) if !*state.shared.stop.borrow() => {
                state.spawn(index, true, &myself).await;
                state.look();
            }
            PoolMessage::Respawn(_) => {}
        }
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<PoolMessage>,
        event: SupervisionEvent,
        state: &mut PoolState,
    ) -> Result<(), ActorProcessingErr> {
        let (cell, reason) = match event {
            SupervisionEvent::ActorFailed(cell, error) => (cell, error.to_string()),
            SupervisionEvent::ActorTerminated(cell, _, reason) => {
                (cell, reason.unwrap_or_default())
            }
            _ => return Ok(()),
        };
        let ended = |slot: &Slot| {
            slot.worker
                .as_ref()
                .is_some_and(|worker| worker.get_id() == cell.get_id())
        };
        let stopping = *state.shared.stop.borrow();
        if let Some((index, slot)) = state
            .slots
            .iter_mut()
            .enumerate()
            .find(|(_, slot)| ended(slot))
        {
            slot.worker = None;
            if !stopping {
                let pause = slot.backoff.failed(Instant::now());
                tracing::error!(
                    worker = index,
                    reason,
                    ?pause,
                    "a transcoding worker failed"
                );
                myself.send_after(pause, move || PoolMessage::Respawn(index));
            }
        }
        state.end_when_empty(&myself);
        Ok(())
    }
}

impl PoolState {
    async fn spawn(&mut self, index: usize, again: bool, myself: &ActorRef<PoolMessage>) {
        let arguments = (index, Arc::clone(&self.shared));
        let Some(slot) = self.slots.get_mut(index) else {
            return;
        };
        match Actor::spawn_linked(None, Worker, arguments, myself.get_cell()).await {
            Ok((worker, _ended)) => {
                self.shared.kernel.spawned(again);
                slot.backoff.started(Instant::now());
                if let Some(asked) = self.shared.asked.get(index) {
                    asked.store(false, Ordering::SeqCst);
                }
                slot.worker = Some(worker);
            }
            Err(error) => {
                let pause = slot.backoff.failed(Instant::now());
                tracing::error!(worker = index, %error, ?pause, "a transcoding worker did not start");
                myself.send_after(pause, move || PoolMessage::Respawn(index));
            }
        }
    }

    /// A pool that stops ends with its last worker.
    fn end_when_empty(&self, myself: &ActorRef<PoolMessage>) {
        if *self.shared.stop.borrow() && self.slots.iter().all(|slot| slot.worker.is_none()) {
            myself.stop(None);
        }
    }

    /// Puts at most one look into each worker's mailbox.
    fn look(&self) {
        for (slot, asked) in self.slots.iter().zip(&self.shared.asked) {
            if let Some(worker) = &slot.worker
                && !asked.swap(true, Ordering::SeqCst)
            {
                // A worker that just ended is started anew, and looks then.
                let _sent = worker.cast(Look);
            }
        }
    }
}
