//! What is on air of one live: its renditions and its health, shared between its publisher and its viewers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use crate::hls::{Ask, Description, Media, NotThere, Rendition};
use crate::rungs::{Rung, Rungs};
use crate::{Health, LiveId, LiveSettings, OpenSession, RungState, SessionId};

/// See the module.
#[derive(Debug)]
pub struct OnAir {
    live: LiveId,
    session: SessionId,
    folder: String,
    low_latency: bool,
    source: Rendition,
    rungs: Rungs,
    /// The live's time up to which there is something, in milliseconds.
    reached: AtomicU64,
    health: Mutex<Health>,
    began: Instant,
    /// Milliseconds since `began` at which its publisher was last heard.
    heard: AtomicU64,
}

/// What the first pieces of a ladder take at most, by what its viewers are ready to wait.
const RUNGS_WITHIN: Duration = Duration::from_secs(4);

/// Characters of a recording's name that are the name of its files.
const NAME: usize = 12;

impl OnAir {
    /// A session that begins, or goes on after its first `recorded` milliseconds, of which nothing is in memory;
    /// with a ladder beside it or not.
    pub(crate) fn new(
        live: LiveId,
        session: &OpenSession,
        settings: &LiveSettings,
        recorded: u64,
        has_ladder: bool,
    ) -> Self {
        // Not the same for two sessions of a live: caches keep segments by their names.
        let token: String = session.folder.chars().take(NAME).collect();
        let window = settings.offered(session.low_latency);
        let rungs = Rungs::new(token.clone(), window, has_ladder);
        let window = match session.recorded {
            true => settings.offered_with_recording(session.low_latency),
            false => window,
        };
        let source = if session.resumed {
            // More than there can have been: segments last longer than a second.
            Rendition::resumed(token, window, session.age.as_secs() + 1)
        } else {
            Rendition::new(token, window)
        };
        Self {
            live,
            session: session.id,
            folder: session.folder.clone(),
            low_latency: session.low_latency,
            source,
            rungs,
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

    /// The renditions that can be had now, the source first: the names of their playlists and what they are.
    #[must_use]
    pub fn renditions(&self) -> Vec<(String, Description)> {
        let rungs = self.rungs.all();
        let on = || rungs.iter().filter(|rung| rung.is_on());
        let has_pictures = on().any(|rung| rung.resolution() > 0);
        let source = (self.rungs.keeps_source() || !has_pictures).then_some(&self.source);
        let all = source.into_iter().chain(on().map(|rung| rung.rendition()));
        let described = all.filter_map(|rendition| {
            let description = rendition.describe()?;
            Some((rendition.playlist_name(), description))
        });
        described.collect()
    }

    /// What the publisher sends, once there is something.
    #[must_use]
    pub fn describe_source(&self) -> Option<Description> {
        self.source.describe()
    }

    /// The rungs of its ladder, by the shorter side of their pictures, 0 for sound alone, and how they are.
    #[must_use]
    pub fn rungs(&self) -> Vec<(u32, RungState)> {
        let all = self.rungs.all();
        let wanted = all.iter().filter(|rung| rung.state() != RungState::Off);
        wanted
            .map(|rung| (rung.resolution(), rung.state()))
            .collect()
    }

    /// How far its ladder is behind its publisher, in milliseconds.
    #[must_use]
    pub fn behind_ms(&self) -> u64 {
        self.rungs.behind_ms()
    }

    /// Waits until there is something to be had; false if nothing came in time. Players read once which renditions there
    /// are: those that begin with the stream are waited for, but not for long.
    pub async fn begins(&self, patience: Duration) -> bool {
        let begun = self.source.begins(patience).await;
        if begun {
            self.rungs.begin(RUNGS_WITHIN.min(patience)).await;
        }
        begun
    }

    /// Whether a file of this name would be one of its.
    #[must_use]
    pub fn names(&self, file: &str) -> bool {
        self.source.names(file) || self.rungs.named(file).is_some()
    }

    /// A playlist, initialisation segment, segment or part, at once or when a player's `ask` is met.
    ///
    /// # Errors
    /// See [`NotThere`]. A rung that stands still has no playlist: players take another.
    pub async fn media(&self, file: &str, ask: Ask, patience: Duration) -> Result<Media, NotThere> {
        let rung = match self.source.names(file) {
            true => None,
            false => self.rungs.named(file),
        };
        let rendition = match &rung {
            Some(rung) => rung.rendition(),
            None => &self.source,
        };
        let stands = |rung: &Rung| !rung.is_on() && file == rung.rendition().playlist_name();
        if rung.as_deref().is_some_and(stands) {
            return Err(NotThere::Unknown);
        }
        match rendition.media(file, ask, patience).await? {
            Media::Playlist(text) if self.low_latency => {
                Ok(Media::Playlist(self.with_reports(text, file)))
            }
            media => Ok(media),
        }
    }

    /// What players of one rendition learn of the others, to change over without a reload (RFC 8216bis, section 4.4.5.4).
    fn with_reports(&self, playlist: Bytes, file: &str) -> Bytes {
        let rungs = self.rungs.all();
        if rungs.is_empty() {
            return playlist;
        }
        let on = rungs.iter().filter(|rung| rung.is_on());
        let all = on.map(|rung| rung.rendition()).chain([&self.source]);
        let mut reports = String::new();
        for other in all {
            let name = other.playlist_name();
            if let Some((segment, part)) = other.last_part().filter(|_| name != file) {
                reports.push_str(&format!(
                    "#EXT-X-RENDITION-REPORT:URI=\"{name}\",LAST-MSN={segment},LAST-PART={part}\n"
                ));
            }
        }
        match reports.is_empty() {
            true => playlist,
            false => [playlist.as_ref(), reports.as_bytes()].concat().into(),
        }
    }

    /// Nothing more will come.
    pub(crate) fn end(&self) {
        self.source.end();
        for rung in self.rungs.all() {
            rung.rendition().end();
        }
    }

    pub(crate) fn set_rungs(&self, resolutions: &[u32], keeps_source: bool) {
        self.rungs.set(resolutions, keeps_source);
    }

    pub(crate) fn rung(&self, resolution: u32) -> Option<Arc<Rung>> {
        self.rungs.find(resolution)
    }

    pub(crate) fn set_behind(&self, behind_ms: u64) {
        self.rungs.set_behind(behind_ms);
    }

    pub(crate) fn source(&self) -> &Rendition {
        &self.source
    }

    /// The name of its recording.
    pub(crate) fn folder(&self) -> &str {
        &self.folder
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
