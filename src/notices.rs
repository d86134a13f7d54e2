//! Who waits to be told at once: the open streams of notifications of this server. A word here makes a stream look at the
//! database; it looks by itself every few seconds too, so that what another server has written is not missed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use crate::domain::UserId;

/// Streams that one user may have open.
const MOST: usize = 10;

/// The open streams; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Notices(Arc<Mutex<HashMap<UserId, Waiting>>>);

/// Those of one user.
#[derive(Debug, Default)]
struct Waiting {
    streams: usize,
    news: Arc<Notify>,
}

/// An open stream; it is not counted any more once this is dropped.
#[derive(Debug)]
pub struct Listening {
    all: Notices,
    user: UserId,
    news: Arc<Notify>,
}

/// The user has as many streams as they may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{MOST} streams of notifications are open already: close one")]
pub struct TooMany;

impl Notices {
    /// Opens a stream of a user.
    ///
    /// # Errors
    /// When they have too many.
    pub fn listen(&self, user: UserId) -> Result<Listening, TooMany> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = all.entry(user).or_default();
        if waiting.streams >= MOST {
            return Err(TooMany);
        }
        waiting.streams += 1;
        Ok(Listening {
            all: self.clone(),
            user,
            news: Arc::clone(&waiting.news),
        })
    }

    /// Has the streams of users look.
    pub fn tell(&self, users: &[UserId]) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for waiting in users.iter().filter_map(|user| all.get(user)) {
            waiting.news.notify_waiters();
        }
    }
}

impl Listening {
    /// Ends when there may be news. News that come while nobody waits for this are found at the next look.
    pub async fn news(&self) {
        self.news.notified().await;
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut all = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waiting) = all.get_mut(&self.user) {
            waiting.streams -= 1;
            if waiting.streams == 0 {
                all.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn streams_are_counted_and_told() {
        let notices = Notices::default();
        let user = UserId::new(1);
        let mut open: Vec<Listening> = (0..MOST).map(|_| notices.listen(user).unwrap()).collect();
        assert_eq!(notices.listen(user).unwrap_err(), TooMany);
        assert!(notices.listen(UserId::new(2)).is_ok());
        open.pop();
        let listening = notices.listen(user).unwrap();
        {
            let mut news = std::pin::pin!(listening.news());
            assert!(futures_util::poll!(&mut news).is_pending());
            notices.tell(&[UserId::new(2), user]);
            assert!(futures_util::poll!(&mut news).is_ready());
        }
        open.clear();
        drop(listening);
        assert!(notices.0.lock().unwrap().is_empty());
    }
}
