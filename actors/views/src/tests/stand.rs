//! A database in memory, and counting on top of it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actors_kernel::{PortError, RequestId, Root};
use async_trait::async_trait;
use tempfile::TempDir;

use crate::{
    Applied, Batch, Claim, Claimed, Delta, Hit, Length, Moment, Refused, Rules, SharedSessions,
    Trait, TraitKind, VideoKey, ViewLog, ViewSettings, ViewerKey, Views,
};

/// 2026-11-27 13:24:11 UTC.
pub(super) const NOW: Moment = Moment(1_795_785_851_000);
pub(super) const VIDEO: VideoKey = VideoKey(7);
pub(super) const RULES: Rules = Rules {
    view_expiration: Duration::from_secs(3600),
    count_view_after: Duration::from_secs(10),
    shared: false,
};

pub(super) fn moment(seconds: u64) -> Moment {
    Moment(NOW.0 + seconds * 1000)
}

pub(super) fn country(code: &str) -> Box<[Trait]> {
    Box::new([Trait::new(TraitKind::Country, code).unwrap()])
}

pub(super) fn other_country() -> Box<[Trait]> {
    country("DE")
}

/// A viewer from France is, so many seconds after [`NOW`], at that position.
pub(super) fn hit(viewer: u64, seconds: u64, position: u32) -> Hit {
    Hit {
        viewer: ViewerKey(viewer),
        at: moment(seconds),
        position,
        seek: false,
        length: Length::Seconds(100),
        traits: country("FR"),
    }
}

/// Eleven hits that are one view.
pub(super) fn a_view(viewer: u64, from: u64) -> Vec<Hit> {
    let hits = (0..=10).map(|second| hit(viewer, from + second, u32::try_from(second).unwrap()));
    hits.collect()
}

/// The database.
#[derive(Default)]
pub(super) struct Database {
    pub(super) counts: Mutex<HashMap<VideoKey, Delta>>,
    pub(super) applied: Mutex<HashMap<String, u64>>,
    pub(super) away: AtomicBool,
    /// It writes, but its answer is lost.
    pub(super) mute: AtomicBool,
    /// It never answers.
    pub(super) hangs: AtomicBool,
    /// Seconds after [`NOW`].
    pub(super) clock: AtomicU64,
    pub(super) transactions: AtomicU64,
}

#[async_trait]
impl ViewLog for Database {
    async fn applied_through(&self, journal: &str) -> Result<u64, PortError> {
        let applied = self.applied.lock().unwrap();
        Ok(applied.get(journal).copied().unwrap_or_default())
    }

    async fn apply(&self, batch: &Batch) -> Result<Applied, PortError> {
        if self.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Failed("the database is away".into()));
        }
        let mut applied = self.applied.lock().unwrap();
        let through = applied.entry(batch.journal.clone()).or_default();
        if *through == batch.through {
            return Ok(Applied::Before);
        }
        assert_eq!(*through, batch.after, "an epoch was left out");
        *through = batch.through;
        self.transactions.fetch_add(1, Ordering::SeqCst);
        let mut counts = self.counts.lock().unwrap();
        for (video, delta) in &batch.deltas {
            counts.entry(*video).or_default().add(delta.clone());
        }
        if self.mute.swap(false, Ordering::SeqCst) {
            return Err(PortError::Failed("the answer was lost".into()));
        }
        Ok(Applied::Now)
    }

    fn now(&self) -> Moment {
        moment(self.clock.load(Ordering::SeqCst))
    }
}

impl Database {
    pub(super) fn views(&self, video: VideoKey) -> u64 {
        let counts = self.counts.lock().unwrap();
        counts.get(&video).map_or(0, |delta| delta.views)
    }
}

pub(super) fn settings(folder: &Path) -> ViewSettings {
    ViewSettings {
        rules: RULES,
        folder: folder.to_owned(),
        commit_every: Duration::from_millis(20),
        flush_every: Duration::from_secs(3600),
        flush_videos: 100_000,
        flush_bytes: u64::MAX,
        pending_bytes: 1 << 20,
        viewers: 100_000,
        waiting: 10_000,
        counters: 10_000,
        port_within: Duration::from_millis(200),
        retry_after: Duration::from_secs(3600),
    }
}

/// Counting over a database and a journal.
pub(super) struct Stand {
    pub(super) root: Root,
    pub(super) views: Views,
    pub(super) database: Arc<Database>,
    pub(super) folder: TempDir,
}

impl Stand {
    pub(super) async fn set_up() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path());
        Self::over(Arc::default(), folder, settings).await
    }

    pub(super) async fn over(
        database: Arc<Database>,
        folder: TempDir,
        settings: ViewSettings,
    ) -> Self {
        Self::with_sessions(database, folder, settings, None).await
    }

    /// One of several servers that count the same videos.
    pub(super) async fn among(database: Arc<Database>, sessions: &Arc<Sessions>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(folder.path());
        Self::with_sessions(database, folder, settings, Some(Arc::clone(sessions))).await
    }

    pub(super) async fn with_sessions(
        database: Arc<Database>,
        folder: TempDir,
        settings: ViewSettings,
        sessions: Option<Arc<Sessions>>,
    ) -> Self {
        let root = Root::start().await.unwrap();
        let views = Views::start(
            &root,
            settings,
            database.clone(),
            sessions.map(|sessions| sessions as _),
        )
        .await
        .unwrap();
        Self {
            root,
            views,
            database,
            folder,
        }
    }

    pub(super) fn see(&self, video: VideoKey, hits: Vec<Hit>) {
        for hit in hits {
            self.try_see(video, hit).unwrap();
        }
    }

    pub(super) fn try_see(&self, video: VideoKey, hit: Hit) -> Result<(), Refused> {
        self.views.seen(video, hit, RequestId::random())
    }

    /// What a crash leaves: the journal as it is on disk at this moment, and the database.
    pub(super) async fn after_a_crash(&self) -> Self {
        self.after_a_crash_among(None).await
    }

    pub(super) async fn after_a_crash_among(&self, sessions: Option<Arc<Sessions>>) -> Self {
        let copy = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
        let settings = settings(copy.path());
        Self::with_sessions(Arc::clone(&self.database), copy, settings, sessions).await
    }

    /// Ends the life of a video's counter, and waits until that has happened.
    pub(super) async fn fail(&self, video: VideoKey) {
        let lost = || {
            let counts = self.root.counts();
            counts.iter().map(|(_, counts)| counts.lost).sum::<u64>()
        };
        let before = lost();
        self.views.fail(video);
        while lost() == before {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Waits until something that was said is in the journal on disk.
    pub(super) async fn written(&self, video: VideoKey, hit: Hit) {
        let before = self.journal_bytes();
        self.see(video, vec![hit]);
        while self.journal_bytes() == before {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Waits until the journal has been committed once more.
    pub(super) async fn committed(&self) {
        self.written(VideoKey(999), hit(999, 0, 0)).await;
    }

    pub(super) fn journal_bytes(&self) -> u64 {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        entries
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .sum()
    }

    pub(super) async fn stop(&self) {
        let ended = self.root.shutdown(Duration::from_secs(5)).await;
        assert!(ended.killed.is_empty(), "{ended:?}");
    }
}

/// What servers share.
#[derive(Default)]
pub(super) struct Sessions {
    pub(super) counted: Mutex<HashMap<(VideoKey, ViewerKey), (String, Moment)>>,
    pub(super) away: AtomicBool,
    pub(super) asked: AtomicU64,
}

#[async_trait]
impl SharedSessions for Sessions {
    async fn claim(
        &self,
        by: &str,
        claims: &[Claim],
        expiration: Duration,
    ) -> Result<Vec<Claimed>, PortError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Failed("nobody is there".into()));
        }
        let mut counted = self.counted.lock().unwrap();
        let answers = claims.iter().map(|claim| {
            let key = (claim.video, claim.viewer);
            let fresh = |at: Moment| u128::from(claim.at.since(at)) < expiration.as_millis();
            match counted.get(&key) {
                Some((who, at)) if fresh(*at) && who == by => Claimed::Ours(*at),
                Some((_, at)) if fresh(*at) => Claimed::Theirs(*at),
                _ => {
                    counted.insert(key, (by.to_owned(), claim.at));
                    Claimed::Ours(claim.at)
                }
            }
        });
        Ok(answers.collect())
    }
}
