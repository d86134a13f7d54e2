//! All lives, as the application sees them: what is on air, where each stands, and how to end one.

use std::sync::Arc;
use std::time::Duration;

use actors_kernel::{RequestContext, RequestId, Root, RootError, Router, RouterSettings, timely};
use bytes::Bytes;
use dashmap::DashMap;
use tokio::sync::watch;

use crate::hls::Stored;
use crate::session::{LiveSession, SessionMsg};
use crate::{Encoders, LiveBook, LiveId, LiveSettings, LiveShelf, OnAir, PortError};

/// Where a live stands, as its viewers see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has published yet, or nobody does between two sessions.
    #[default]
    Waiting,
    /// It can be watched.
    OnAir,
    /// Its publisher's connection is lost; the live waits for it.
    Interrupted,
    /// Its session is over.
    Ended,
}

/// What is on air, read without a mailbox.
#[derive(Debug, Default)]
pub(crate) struct Air {
    now: DashMap<LiveId, (Standing, Arc<OnAir>)>,
    listeners: DashMap<LiveId, watch::Sender<Standing>>,
}

impl Air {
    pub(crate) fn put(&self, on_air: &Arc<OnAir>, standing: Standing) {
        let live = on_air.live();
        self.now.insert(live, (standing, Arc::clone(on_air)));
        if let Some(listeners) = self.listeners.get(&live) {
            listeners.send_replace(standing);
        }
    }

    /// Forgets a session, unless another has taken its place.
    pub(crate) fn forget(&self, on_air: &OnAir) {
        let live = on_air.live();
        self.now
            .remove_if(&live, |_, (_, now)| now.session() == on_air.session());
    }

    pub(crate) fn on_air(&self, live: LiveId) -> Option<Arc<OnAir>> {
        self.now.get(&live).map(|now| Arc::clone(&now.1))
    }

    fn standing(&self, live: LiveId) -> Standing {
        self.now.get(&live).map_or(Standing::Waiting, |now| now.0)
    }
}

/// What all sessions share.
pub(crate) struct Shared {
    pub(crate) book: Arc<dyn LiveBook>,
    pub(crate) shelf: Arc<dyn LiveShelf>,
    /// What makes renditions; none where lives are passed on as they come.
    pub(crate) encoders: Option<Arc<dyn Encoders>>,
    pub(crate) settings: LiveSettings,
    pub(crate) air: Arc<Air>,
}

impl Shared {
    /// Waits for a port, but not for ever.
    pub(crate) async fn timely<T>(
        &self,
        answer: impl Future<Output = Result<T, PortError>>,
    ) -> Result<T, PortError> {
        timely(self.settings.port_within, answer).await
    }
}

/// Reaches all lives; cheap to clone.
#[derive(Clone)]
pub struct Lives {
    pub(crate) router: Router<LiveSession>,
    pub(crate) shared: Arc<Shared>,
}

impl Lives {
    /// Starts the sessions' router, named `lives`, below the root.
    ///
    /// # Errors
    /// When the root has been stopped or has such a router already.
    pub async fn start(
        root: &Root,
        settings: LiveSettings,
        book: Arc<dyn LiveBook>,
        shelf: Arc<dyn LiveShelf>,
        encoders: Option<Arc<dyn Encoders>>,
    ) -> Result<Self, RootError> {
        let shared = Arc::new(Shared {
            book,
            shelf,
            encoders,
            settings,
            air: Arc::default(),
        });
        let router = RouterSettings {
            actors_bound: shared.settings.connections,
            ..RouterSettings::default()
        };
        let router = Router::start(root, "lives", router, Arc::clone(&shared)).await?;
        Ok(Self { router, shared })
    }

    /// Takes up the sessions of the server's last life: each waits for its publisher to come back, and then ends.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn recover(&self) -> Result<usize, PortError> {
        let unended = self.shared.timely(self.shared.book.unended()).await?;
        for live in &unended {
            if let Err(error) = self.tell(*live, SessionMsg::Recover) {
                tracing::error!(%live, %error, "a live of the last run could not be taken up");
            }
        }
        Ok(unended.len())
    }

    /// What is on air of a live, or was until a moment ago.
    #[must_use]
    pub fn find(&self, live: LiveId) -> Option<Arc<OnAir>> {
        self.shared.air.on_air(live)
    }

    /// Reads what [`OnAir::media`] says lies in the recording.
    ///
    /// # Errors
    /// When it is not there any more: the live is over, and its recording has become something else.
    pub async fn read(&self, on_air: &OnAir, stored: Stored) -> Result<Bytes, PortError> {
        let read = self.shared.shelf.read(on_air.folder(), stored);
        self.shared.timely(read).await
    }

    /// Where a live stands now.
    #[must_use]
    pub fn standing(&self, live: LiveId) -> Standing {
        self.shared.air.standing(live)
    }

    /// Hears where a live stands, from now on.
    #[must_use]
    pub fn listen(&self, live: LiveId) -> Listening {
        let air = Arc::clone(&self.shared.air);
        let standing = air.standing(live);
        let heard = air
            .listeners
            .entry(live)
            .or_insert_with(|| watch::Sender::new(standing))
            .subscribe();
        Listening {
            live,
            air,
            heard: Some(heard),
        }
    }

    /// How many hear where a live stands.
    #[must_use]
    pub fn listeners(&self, live: LiveId) -> usize {
        let all = self.shared.air.listeners.get(&live);
        all.map_or(0, |all| all.receiver_count())
    }

    /// Ends the session of a live that is gone, if it has one, and leaves nothing of it.
    pub fn remove(&self, live: LiveId) {
        if self.find(live).is_some()
            && let Err(error) = self.tell(live, SessionMsg::Gone)
        {
            tracing::warn!(%live, %error, "a live was not told to end; it will find out by itself");
        }
    }

    fn tell(&self, live: LiveId, message: SessionMsg) -> Result<(), actors_kernel::CallError> {
        let request = RequestContext::within(RequestId::random(), Duration::from_secs(60));
        self.router.try_send(&live, &request, message)
    }
}

impl std::fmt::Debug for Lives {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lives").finish_non_exhaustive()
    }
}

/// Hears where one live stands for as long as it exists.
#[derive(Debug)]
pub struct Listening {
    live: LiveId,
    air: Arc<Air>,
    heard: Option<watch::Receiver<Standing>>,
}

impl Listening {
    /// Where it stands now.
    #[must_use]
    pub fn now(&self) -> Standing {
        self.air.standing(self.live)
    }

    /// Waits until it may stand elsewhere.
    pub async fn changed(&mut self) {
        if let Some(heard) = &mut self.heard
            && heard.changed().await.is_ok()
        {
            return;
        }
        std::future::pending().await
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        drop(self.heard.take());
        self.air
            .listeners
            .remove_if(&self.live, |_, listeners| listeners.receiver_count() == 0);
    }
}
