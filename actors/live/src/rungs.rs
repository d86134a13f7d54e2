//! The renditions of a live beside its source, as they are offered: made by a ladder, watched by anybody.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use crate::hls::{Rendition, WindowSettings};

/// How a rung is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RungState {
    /// Nothing has come of it yet.
    #[default]
    Starting,
    /// It can be watched.
    On,
    /// It is left out for as long as the server is too slow for it.
    Shed,
    /// What makes it has failed, and is started again until it is on.
    Failed,
    /// It is not wanted any more.
    Off,
}

/// One of them.
#[derive(Debug)]
pub(crate) struct Rung {
    resolution: u32,
    rendition: Rendition,
    state: Mutex<RungState>,
    changes: watch::Sender<()>,
}

impl Rung {
    /// Pixels of the shorter side; 0 for sound alone.
    pub(crate) fn resolution(&self) -> u32 {
        self.resolution
    }

    pub(crate) fn rendition(&self) -> &Rendition {
        &self.rendition
    }

    pub(crate) fn state(&self) -> RungState {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_state(&self, state: RungState) {
        let mut now = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut *now, state) != state {
            drop(now);
            self.changes.send_replace(());
        }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.state() == RungState::On
    }
}

/// All of one live, the highest first.
#[derive(Debug)]
pub(crate) struct Rungs {
    token: String,
    window: WindowSettings,
    now: Mutex<Now>,
    changes: watch::Sender<()>,
}

#[derive(Debug)]
struct Now {
    all: Vec<Arc<Rung>>,
    keeps_source: bool,
    /// Whether it is known which there are to be.
    planned: bool,
    behind_ms: u64,
}

impl Rungs {
    /// None yet; there will be some where a ladder is to come. `token` begins the names of their files.
    pub(crate) fn new(token: String, window: WindowSettings, has_ladder: bool) -> Self {
        Self {
            token,
            window,
            now: Mutex::new(Now {
                all: Vec::new(),
                keeps_source: true,
                planned: !has_ladder,
                behind_ms: 0,
            }),
            changes: watch::Sender::new(()),
        }
    }

    /// These are wanted from now on.
    pub(crate) fn set(&self, resolutions: &[u32], keeps_source: bool) {
        let mut now = self.now();
        now.keeps_source = keeps_source;
        now.planned = true;
        for rung in &now.all {
            if !resolutions.contains(&rung.resolution) {
                rung.set_state(RungState::Off);
            } else if !matches!(rung.state(), RungState::On | RungState::Failed) {
                rung.set_state(RungState::Starting);
            }
        }
        for resolution in resolutions {
            if !now.all.iter().any(|rung| rung.resolution == *resolution) {
                // Not a name that begins with that of the source and a sign of its files.
                let name = format!("{}_{resolution}", self.token);
                now.all.push(Arc::new(Rung {
                    resolution: *resolution,
                    rendition: Rendition::new(name, self.window),
                    state: Mutex::default(),
                    changes: self.changes.clone(),
                }));
            }
        }
        now.all
            .sort_by_key(|rung| std::cmp::Reverse(rung.resolution));
        drop(now);
        self.changes.send_replace(());
    }

    /// Waits until those with pictures have begun or will not soon; no longer than `patience`.
    pub(crate) async fn begin(&self, patience: Duration) {
        let mut changes = self.changes.subscribe();
        let begun = async {
            while !self.have_begun() {
                // Its sender lives as long as `self`.
                let _changed = changes.changed().await;
            }
        };
        // Whoever waits in vain is content with what there is.
        let _late = timeout(patience, begun).await;
    }

    fn have_begun(&self) -> bool {
        let now = self.now();
        let starts = |rung: &Arc<Rung>| rung.resolution > 0 && rung.state() == RungState::Starting;
        now.planned && !now.all.iter().any(starts)
    }

    pub(crate) fn all(&self) -> Vec<Arc<Rung>> {
        self.now().all.clone()
    }

    pub(crate) fn find(&self, resolution: u32) -> Option<Arc<Rung>> {
        let now = self.now();
        let found = now.all.iter().find(|rung| rung.resolution == resolution);
        found.map(Arc::clone)
    }

    /// The one that has files of this name.
    pub(crate) fn named(&self, file: &str) -> Option<Arc<Rung>> {
        let now = self.now();
        let found = now.all.iter().find(|rung| rung.rendition.names(file));
        found.map(Arc::clone)
    }

    /// Whether the source is offered where there are others.
    pub(crate) fn keeps_source(&self) -> bool {
        self.now().keeps_source
    }

    /// How far what makes them is behind, in milliseconds.
    pub(crate) fn behind_ms(&self) -> u64 {
        self.now().behind_ms
    }

    pub(crate) fn set_behind(&self, behind_ms: u64) {
        self.now().behind_ms = behind_ms;
    }

    fn now(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
