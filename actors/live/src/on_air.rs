//! What is on air of one live: its renditions and its health, shared between its publisher and its viewers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::hls::{Ask, Description, Media, NotThere, Rendition};
use crate::{Health, LiveId, LiveSettings, OpenSession, SessionId};

/// See the module.
#[derive(Debug)]
pub struct OnAir {
    live: LiveId,
    session: SessionId,
    low_latency: bool,
    source: Rendition,
    /// The live's time up to which there is something, in milliseconds.
    reached: AtomicU64,
    health: Mutex<Health>,
    began: Instant,
    /// Milliseconds since `began` at which its publisher was last heard.
    heard: AtomicU64,
}

/// Characters of a recording's name that are the name of its files.
const NAME: usize = 12;

impl OnAir {
    /// A session that begins, or goes on after its first `recorded` milliseconds, of which nothing is in memory.
    pub(crate) fn new(
        live: LiveId,
        session: &OpenSession,
        settings: &LiveSettings,
        recorded: u64,
    ) -> Self {
        // Not the same for two sessions of a live: caches keep segments by their names.
        let token: String = session.folder.chars().take(NAME).collect();
        let window = settings.offered(session.low_latency);
        let source = if session.resumed {
            // More than there can have been: segments last longer than a second.
            Rendition::resumed(token, window, session.age.as_secs() + 1)
        } else {
            Rendition::new(token, window)
        };
        Self {
            live,
            session: session.id,
            low_latency: session.low_latency,
            source,
            reached: AtomicU64::new(recorded),
            health: Mutex::default(),
            began: Instant::now(),
            heard: AtomicU64::new(0),
        }
    }

    /// The live.
    #[must_use]
    pub fn live(&self) -> LiveId {
        self.live
    }

    /// Its session.
    #[must_use]
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// How the stream comes in.
    #[must_use]
    pub fn health(&self) -> Health {
        self.health
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The renditions that can be had now: the names of their playlists and what they are.
    #[must_use]
    pub fn renditions(&self) -> Vec<(String, Description)> {
        let source = self.source.describe();
        source
            .map(|description| (self.source.playlist_name(), description))
            .into_iter()
            .collect()
    }

    /// Waits until there is something to be had; false if nothing came in time.
    pub async fn begins(&self, patience: Duration) -> bool {
        self.source.begins(patience).await
    }

    /// Whether a file of this name would be one of its.
    #[must_use]
    pub fn names(&self, file: &str) -> bool {
        self.source.names(file)
    }

    /// A playlist, initialisation segment, segment or part, at once or when a player's `ask` is met.
    ///
    /// # Errors
    /// See [`NotThere`].
    pub async fn media(&self, file: &str, ask: Ask, patience: Duration) -> Result<Media, NotThere> {
        self.source.media(file, ask, patience).await
    }

    pub(crate) fn source(&self) -> &Rendition {
        &self.source
    }

    pub(crate) fn low_latency(&self) -> bool {
        self.low_latency
    }

    pub(crate) fn reached(&self) -> u64 {
        self.reached.load(Ordering::Relaxed)
    }

    pub(crate) fn reach(&self, live_ms: u64) {
        self.reached.fetch_max(live_ms, Ordering::Relaxed);
    }

    pub(crate) fn set_health(&self, health: Health) {
        *self.health.lock().unwrap_or_else(PoisonError::into_inner) = health;
    }

    /// Its publisher sent something.
    pub(crate) fn hear(&self) {
        self.heard.store(self.age_ms(), Ordering::Relaxed);
    }

    /// How long its publisher has been silent.
    pub(crate) fn silent(&self) -> Duration {
        let heard = self.heard.load(Ordering::Relaxed);
        Duration::from_millis(self.age_ms().saturating_sub(heard))
    }

    fn age_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
