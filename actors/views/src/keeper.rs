//! The keeper of the journal: has the disk keep, every so often, what was counted.

use std::sync::{Arc, Mutex, PoisonError};

use actors_kernel::{Counts, Service, Tree};
use async_trait::async_trait;
use ractor::{Actor, ActorCell, ActorProcessingErr, ActorRef, SpawnErr};

use crate::collector::Collection;
use crate::shared::Shared;

/// The keeper as the root sees it.
pub(crate) struct Keeping {
    pub(crate) shared: Arc<Shared>,
    /// Who is told that there is much to write.
    pub(crate) collection: Arc<Collection>,
    pub(crate) actor: Mutex<Option<ActorRef<Commit>>>,
}

/// Write now.
pub(crate) struct Commit;

struct Keeper(Arc<Keeping>);

impl Actor for Keeper {
    type Msg = Commit;
    /// Whether the last commit failed.
    type State = bool;
    type Arguments = ();

    async fn pre_start(
        &self,
        myself: ActorRef<Commit>,
        (): (),
    ) -> Result<bool, ActorProcessingErr> {
        // Ends with the actor.
        drop(myself.send_interval(self.0.shared.settings.commit_every, || Commit));
        Ok(false)
    }

    async fn handle(
        &self,
        _myself: ActorRef<Commit>,
        _: Commit,
        failing: &mut bool,
    ) -> Result<(), ActorProcessingErr> {
        let shared = &self.0.shared;
        let commit = shared.on_disk(|shared, segments| shared.commit(segments));
        match commit.await? {
            Ok(()) => *failing = false,
            Err(error) if *failing => tracing::debug!(%error, "the journal of views still fails"),
            Err(error) => {
                *failing = true;
                tracing::error!(%error, folder = %shared.settings.folder.display(),
                    "the journal of views cannot be written: what is counted now would be lost in a crash");
            }
        }
        if shared.is_due() {
            self.0.collection.wake();
        }
        Ok(())
    }
}

#[async_trait]
impl Service for Keeping {
    fn name(&self) -> &str {
        "views-journal"
    }

    async fn start(&self, supervisor: ActorCell) -> Result<ActorCell, SpawnErr> {
        let keeping = Self {
            shared: Arc::clone(&self.shared),
            collection: Arc::clone(&self.collection),
            actor: Mutex::new(None),
        };
        let (actor, _) =
            Actor::spawn_linked(None, Keeper(Arc::new(keeping)), (), supervisor).await?;
        let cell = actor.get_cell();
        *self.actor.lock().unwrap_or_else(PoisonError::into_inner) = Some(actor);
        Ok(cell)
    }

    /// The collector writes what comes after.
    fn drain(&self) {
        let actor = self.actor.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(actor) = &*actor {
            actor.stop(None);
        }
    }

    fn tree(&self) -> Tree {
        Tree {
            name: self.name().to_owned(),
            kind: "journal".to_owned(),
            state: "running".to_owned(),
            queue_depth: 0,
            counters: None,
            children: Vec::new(),
            children_omitted: 0,
        }
    }

    fn counts(&self) -> Counts {
        Counts::default()
    }
}
