//! One upload's session: grants turns, one at a time.
//!
//! What it knows is a copy of what the ports have, read at the first question and again whenever a holder went away
//! without a word.

use std::future::Future;
use std::sync::Arc;

use actors_kernel::{Context, Failure, KeyedActor, Lives, Reply, timely};

use crate::lease::{Leases, Outcome, Work};
use crate::uploads::Turn;
use crate::{Permit, PortError, UploadBook, UploadError, UploadId, UploadSettings, UploadShelf};

/// What a session is told.
pub(crate) enum SessionMsg {
    /// A request wants to go on with the upload.
    Ask(Reply<Result<Turn, UploadError>>),
    /// The holder has stored bytes.
    Stored { length: u64, reply: Reply<()> },
    /// The holder has let go.
    Ended(Outcome),
    /// Forget the upload, when nobody is at work on it.
    Cancel(Reply<Result<(), UploadError>>),
    /// Give this life up, as a broken invariant would.
    #[cfg(test)]
    Fail,
}

/// What all sessions share.
pub(crate) struct Ports {
    pub(crate) shelf: Arc<dyn UploadShelf>,
    pub(crate) book: Arc<dyn UploadBook>,
    pub(crate) settings: UploadSettings,
    pub(crate) leases: Leases,
}

impl Ports {
    /// Waits for a port, but not for ever.
    pub(crate) async fn timely<T>(
        &self,
        answer: impl Future<Output = Result<T, PortError>>,
    ) -> Result<T, PortError> {
        timely(self.settings.port_within, answer).await
    }

    /// Removes the file, then the record: were it the other way round, a file that nobody knows of could be left.
    pub(crate) async fn forget(&self, upload: &UploadId) -> Result<(), PortError> {
        self.timely(self.shelf.remove(upload)).await?;
        self.timely(self.book.forget(upload)).await
    }
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ports").finish_non_exhaustive()
    }
}

/// What the session knows about the upload.
enum Standing {
    /// Nothing: the ports have to be asked.
    Unread,
    Open {
        total: u64,
        length: u64,
    },
    Complete(Arc<str>),
}

/// See the module.
pub(crate) struct UploadSession {
    ports: Arc<Ports>,
    standing: Standing,
    /// Waits for the holder to let go.
    cancelling: Option<Reply<Result<(), UploadError>>>,
}

impl KeyedActor for UploadSession {
    const KIND: &'static str = "upload-session";
    /// Two lives would grant two permits.
    const LIVES: Lives = Lives::Exclusive;
    type Key = UploadId;
    type Message = SessionMsg;
    type Shared = Ports;

    async fn start(_context: &Context<Self>, ports: &Arc<Ports>) -> Result<Self, Failure> {
        Ok(Self {
            ports: Arc::clone(ports),
            standing: Standing::Unread,
            cancelling: None,
        })
    }

    async fn handle(
        &mut self,
        context: &Context<Self>,
        message: SessionMsg,
    ) -> Result<(), Failure> {
        match message {
            SessionMsg::Ask(reply) => {
                let turn = self.turn(context).await;
                if let Err(UploadError::Port(error)) = &turn {
                    tracing::warn!(%error, cause = ?error, "an upload could not be read");
                }
                reply.send(turn);
            }
            SessionMsg::Stored { length, reply } => {
                self.stored(context.key(), length);
                reply.send(());
            }
            SessionMsg::Ended(outcome) => {
                match outcome {
                    Outcome::Stored => {}
                    Outcome::Unknown => self.standing = Standing::Unread,
                }
                if let Some(reply) = self.cancelling.take() {
                    self.cancel(context, reply).await;
                }
            }
            SessionMsg::Cancel(reply) => self.cancel(context, reply).await,
            #[cfg(test)]
            SessionMsg::Fail => return Err("the session was told to fail".into()),
        }
        Ok(())
    }
}

impl UploadSession {
    async fn turn(&mut self, context: &Context<Self>) -> Result<Turn, UploadError> {
        let upload = context.key();
        match self.ports.leases.work(upload) {
            Some(Work::Writing) => return Err(UploadError::Busy),
            Some(Work::Finishing) => {
                let retry_after = self.ports.settings.retry_after;
                return Err(UploadError::Finishing { retry_after });
            }
            None => {}
        }
        // The holder it waited for was granted its permit by an earlier life, and so did not say here that it let go.
        if let Some(reply) = self.cancelling.take() {
            self.cancel(context, reply).await;
        }
        // A finished upload goes with its video, and the same file may then be begun anew: its answer is read each time.
        if !matches!(self.standing, Standing::Open { .. }) {
            self.standing = self.read(upload).await?;
        }
        let (total, offset) = match &self.standing {
            Standing::Complete(answer) => return Ok(Turn::Complete(Arc::clone(answer))),
            Standing::Open { total, length } => (*total, *length),
            Standing::Unread => return Err(UploadError::Unknown),
        };
        let age = self.ports.settings.permit_age;
        let leases = &self.ports.leases;
        let lease = leases
            .grant(upload, age, context.post(), context.stay_awake())
            .ok_or(UploadError::Busy)?;
        Ok(Turn::Write(Permit {
            lease,
            offset,
            total,
            ports: Arc::clone(&self.ports),
        }))
    }

    async fn read(&self, upload: &UploadId) -> Result<Standing, UploadError> {
        let ports = &self.ports;
        let Some(booked) = ports.timely(ports.book.find(upload)).await? else {
            return Err(UploadError::Unknown);
        };
        if let Some(answer) = booked.answer {
            return Ok(Standing::Complete(answer.into()));
        }
        let total = booked.total;
        let length = ports.timely(ports.shelf.length(upload)).await?;
        if length > total {
            return Err(UploadError::TooLong { total });
        }
        Ok(Standing::Open { total, length })
    }

    /// Only the holder that this life granted a permit to can reach this.
    fn stored(&mut self, upload: &UploadId, stored: u64) {
        if let Standing::Open { total, length } = &mut self.standing {
            *length = stored;
            if stored == *total {
                self.ports.leases.finishing(upload);
            }
        }
    }

    async fn cancel(&mut self, context: &Context<Self>, reply: Reply<Result<(), UploadError>>) {
        let upload = context.key();
        if self.ports.leases.work(upload).is_some() {
            match &self.cancelling {
                Some(waiting) if !waiting.is_closed() => reply.send(Err(UploadError::Busy)),
                _ => self.cancelling = Some(reply),
            }
            return;
        }
        self.standing = Standing::Unread;
        reply.send(self.forget(upload).await);
    }

    async fn forget(&self, upload: &UploadId) -> Result<(), UploadError> {
        let known = self.ports.timely(self.ports.book.find(upload)).await?;
        known.ok_or(UploadError::Unknown)?;
        self.ports.forget(upload).await?;
        Ok(())
    }
}
