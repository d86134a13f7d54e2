//! What live sessions ask that is written down: whose a key is, which session has not ended, whether it may go on.

use std::{sync::Arc, time::Duration};

use actors_live::{
    Admittance, Denial, EndReason, LiveBook, LiveId, OpenSession, PortError, SessionId, Verdict,
};
use async_trait::async_trait;
use bytes::Bytes;

use crate::{
    clock::Clock,
    config::Config,
    domain::{LatencyMode, LiveError, LiveSessionId, PublicUuid, StreamKey, Timestamp},
    jobs::{
        Periodic,
        duties::{DRAW_LIVES, FINISH_LIVES},
        live_picture::picture_file,
    },
    media::{Library, Place},
    store::{Store, StoreError, live_sessions, lives},
    usecases::{
        begin_live::{self, MayNot},
        begin_upload, end_live,
    },
};

/// The rows of lives and their sessions.
pub struct LiveRows {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// Every setting.
    pub config: Arc<Config>,
    /// Where files lie.
    pub library: Library,
    /// Who finishes what is over.
    pub periodic: Periodic,
    /// The name of this server among those that hold sessions.
    pub holder: String,
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> PortError {
    PortError::Failed(Box::new(error))
}

fn denial(may_not: MayNot) -> Denial {
    match may_not {
        MayNot::Over => Denial::Over,
        MayNot::Blocked => Denial::Blocked,
        MayNot::Quota => Denial::Quota,
    }
}

const fn live_error(reason: EndReason) -> LiveError {
    match reason {
        EndReason::BadSocket => LiveError::BadSocketHealth,
        EndReason::Duration => LiveError::DurationExceeded,
        EndReason::Quota => LiveError::QuotaExceeded,
        EndReason::Blocked => LiveError::Blocked,
        EndReason::BadInput => LiveError::InvalidInput,
        EndReason::Encoding => LiveError::EncoderError,
        EndReason::Unknown => LiveError::Unknown,
    }
}

impl LiveRows {
    async fn find_key(&self, key: &str) -> Result<Admittance, StoreError> {
        let mut tx = self.store.read().await?;
        let Some(live) = lives::find_by_key(&mut tx, &StreamKey::given(key)).await? else {
            return Ok(Err(Denial::UnknownKey));
        };
        let checked = begin_live::check(&mut tx, &live, self.clock.now()).await?;
        Ok(checked
            .map(|()| LiveId(live.uuid.as_uuid()))
            .map_err(denial))
    }

    async fn open(&self, live: LiveId) -> Result<Result<OpenSession, Denial>, StoreError> {
        let now = self.clock.now();
        let mut tx = self.store.begin().await?;
        let Some(live) = lives::find_by_uuid(&mut tx, PublicUuid::from(live.0)).await? else {
            return Ok(Err(Denial::UnknownKey));
        };
        let begun = match begin_live::run(&mut tx, &live, &self.holder, now).await? {
            Ok(begun) => begun,
            Err(may_not) => return Ok(Err(denial(may_not))),
        };
        tx.commit().await?;
        let session = begun.session;
        Ok(Ok(OpenSession {
            id: SessionId(session.id.get()),
            recorded: session.replay().is_some(),
            age: since(session.started_at, now),
            folder: session.folder,
            low_latency: live.wishes().latency == LatencyMode::SmallLatency,
            resumed: begun.resumed,
        }))
    }

    async fn judge(
        &self,
        session: SessionId,
        recorded: u64,
        age: Duration,
    ) -> Result<Verdict, StoreError> {
        let mut tx = self.store.read().await?;
        let id = LiveSessionId::new(session.0);
        let Some(session) = live_sessions::find(&mut tx, id).await? else {
            return Ok(Verdict::Gone);
        };
        let Some(live) = lives::find(&mut tx, session.video_id).await? else {
            return Ok(Verdict::Gone);
        };
        if live.owner_blocked {
            return Ok(Verdict::Ends(EndReason::Blocked));
        }
        if !self.config.live.max_duration.allows(age) {
            return Ok(Verdict::Ends(EndReason::Duration));
        }
        let now = self.clock.now();
        if session.replay().is_some()
            && !begin_upload::has_room(&mut tx, live.owner_id, recorded, now).await?
        {
            return Ok(Verdict::Ends(EndReason::Quota));
        }
        Ok(Verdict::GoesOn)
    }

    async fn close(&self, session: SessionId, error: Option<LiveError>) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        let id = LiveSessionId::new(session.0);
        end_live::run(&mut tx, &self.config, id, error, self.clock.now()).await?;
        tx.commit().await
    }

    async fn write_note(&self, session: SessionId, error: LiveError) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        live_sessions::note(&mut tx, LiveSessionId::new(session.0), error).await?;
        tx.commit().await
    }

    async fn list_unended(&self) -> Result<Vec<LiveId>, StoreError> {
        let mut tx = self.store.read().await?;
        let open = live_sessions::list_open(&mut tx, &self.holder).await?;
        let open = open.into_iter();
        Ok(open.map(|session| LiveId(session.uuid.as_uuid())).collect())
    }
}

fn since(start: Timestamp, now: Timestamp) -> Duration {
    (now - start).to_std().unwrap_or_default()
}

#[async_trait]
impl LiveBook for LiveRows {
    fn wall_ms(&self) -> u64 {
        u64::try_from(self.clock.now().timestamp_millis()).unwrap_or_default()
    }

    async fn admit(&self, key: &str) -> Result<Admittance, PortError> {
        self.find_key(key).await.map_err(failed)
    }

    async fn begin(&self, live: LiveId) -> Result<Result<OpenSession, Denial>, PortError> {
        self.open(live).await.map_err(failed)
    }

    async fn look(
        &self,
        session: SessionId,
        recorded: u64,
        age: Duration,
    ) -> Result<Verdict, PortError> {
        self.judge(session, recorded, age).await.map_err(failed)
    }

    async fn end(&self, session: SessionId, reason: Option<EndReason>) -> Result<(), PortError> {
        let error = reason.map(live_error);
        self.close(session, error).await.map_err(failed)?;
        self.periodic.wake(FINISH_LIVES);
        Ok(())
    }

    async fn note(&self, session: SessionId, reason: EndReason) -> Result<(), PortError> {
        let noted = self.write_note(session, live_error(reason)).await;
        noted.map_err(failed)
    }

    async fn unended(&self) -> Result<Vec<LiveId>, PortError> {
        self.list_unended().await.map_err(failed)
    }

    async fn first_picture(&self, live: LiveId, initialisation: Bytes, part: Bytes) {
        let name = picture_file(PublicUuid::from(live.0));
        let bytes = [initialisation, part].concat();
        match self.library.write(Place::Temporary, &name, bytes).await {
            Ok(()) => self.periodic.wake(DRAW_LIVES),
            Err(error) => tracing::warn!(%live, %error, "a live keeps its plain picture"),
        }
    }
}
