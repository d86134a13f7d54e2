//! Where users are in videos, gathered and written together: a user who watches says so every few seconds.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    domain::{Timestamp, UserId, VideoId},
    store::{
        Store, StoreError,
        user_video_history::{self, Seen},
    },
};

/// Positions that may wait to be written.
const MOST: usize = 100_000;

/// There is too much to write: nothing was noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more people watch than can be remembered at once")]
pub struct Overrun;

/// What has not been written yet; cheap to clone.
#[derive(Clone, Debug)]
pub struct History {
    store: Store,
    noted: Arc<Mutex<Noted>>,
}

type Noted = BTreeMap<(UserId, VideoId), (i64, Timestamp)>;

impl History {
    /// Nothing yet.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self {
            store,
            noted: Arc::default(),
        }
    }

    /// Notes where a user is, in seconds.
    ///
    /// # Errors
    /// [`Overrun`] while the database is away for long.
    pub fn note(
        &self,
        user: UserId,
        video: VideoId,
        position: i64,
        now: Timestamp,
    ) -> Result<(), Overrun> {
        let mut noted = self.noted();
        if noted.len() >= MOST && !noted.contains_key(&(user, video)) {
            return Err(Overrun);
        }
        noted.insert((user, video), (position, now));
        Ok(())
    }

    /// Writes what was noted.
    ///
    /// # Errors
    /// When the database refuses; what was noted is kept.
    pub async fn write(&self) -> Result<(), StoreError> {
        let noted = std::mem::take(&mut *self.noted());
        if noted.is_empty() {
            return Ok(());
        }
        let kept = Kept {
            history: self,
            noted,
        };
        kept.write().await
    }

    /// Writes what was noted of a user, who is about to look at it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn settle(&self, user: UserId) -> Result<(), StoreError> {
        let first = (user, VideoId::new(i64::MIN));
        let last = (user, VideoId::new(i64::MAX));
        let has_some = self.noted().range(first..=last).next().is_some();
        if has_some { self.write().await } else { Ok(()) }
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is being written; noted again unless that succeeds.
struct Kept<'a> {
    history: &'a History,
    noted: Noted,
}

impl Kept<'_> {
    async fn write(mut self) -> Result<(), StoreError> {
        let seen: Vec<Seen> = self
            .noted
            .iter()
            .map(|((user, video), (position, at))| Seen {
                user: *user,
                video: *video,
                position: *position,
                at: *at,
            })
            .collect();
        let mut tx = self.history.store.begin_unshown().await?;
        user_video_history::set(&mut tx, &seen).await?;
        tx.commit().await?;
        self.noted.clear();
        Ok(())
    }
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        let mut noted = self.history.noted();
        for (key, before) in std::mem::take(&mut self.noted) {
            noted.entry(key).or_insert(before);
        }
    }
}
