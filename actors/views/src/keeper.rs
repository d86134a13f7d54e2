//! The keeper of the journal: has the disk keep, every so often, what was counted.

use std::sync::Arc;

use actors_kernel::{Counts, Current, Service, Tree};
use async_trait::async_trait;
use ractor::{Actor, ActorCell, ActorProcessingErr, ActorRef, SpawnErr};

use crate::collector::Collection;
use crate::shared::Shared;

/// The keeper as the root sees it.
pub(crate) struct Keeping {
    shared: Arc<Shared>,
    collection: Arc<Collection>,
    actor: Current<Commit>,
}

impl Keeping {
    /// `collection` is told when there is much to write.
    pub(crate) const fn new(shared: Arc<Shared>, collection: Arc<Collection>) -> Self {
        Self {
            shared,
            collection,
            actor: Current::new(),
        }
    }
}

/// Write now.
pub(crate) struct Commit;

struct Keeper {
    shared: Arc<Shared>,
    collection: Arc<Collection>,
}

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
        myself.cast(Commit)?;
        Ok(false)
    }

    async fn handle(
        &self,
        myself: ActorRef<Commit>,
        _: Commit,
        failing: &mut bool,
    ) -> Result<(), ActorProcessingErr> {
        let shared = &self.shared;
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
            self.collection.wake();
        }
        // One at a time: a disk that hangs does not fill the mailbox. The timer ends by itself, at the latest in vain.
        let _timer = myself.send_after(shared.settings.commit_every, || Commit);
        Ok(())
    }
}

#[async_trait]
impl Service for Keeping {
    fn name(&self) -> &str {
        "views-journal"
    }

    async fn start(&self, supervisor: ActorCell) -> Result<ActorCell, SpawnErr> {
        let keeper = Keeper {
            shared: Arc::clone(&self.shared),
            collection: Arc::clone(&self.collection),
        };
        let (actor, _) = Actor::spawn_linked(None, keeper, (), supervisor).await?;
        Ok(self.actor.set(actor))
    }

    /// The collector writes what comes after.
    fn drain(&self) {
        self.actor.stop();
    }

    fn tree(&self) -> Tree {
        Tree::of_one(self.name(), "journal")
    }

    fn counts(&self) -> Counts {
        Counts::default()
    }
}
