//! Sessions that were looked up a moment ago, so that a client that asks a lot does not ask the database each time who it
//! is.
//!
//! What is kept is good until anything that is shown changes by this process, which all that ends sessions does, or is
//! said to have ended here; and for a second at most, which is how late another node's word is heard.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use quick_cache::sync::Cache;

use crate::{
    domain::Timestamp,
    http::auth::Session,
    store::{Changes, tokens::TokenHash},
};

/// How late the end of a session by another node is seen.
const MAX_AGE: Duration = Duration::from_secs(1);

/// Sessions that are kept.
const MOST: usize = 10_000;

/// The sessions.
#[derive(Debug)]
pub struct KnownSessions {
    changes: Changes,
    ended: AtomicU64,
    sessions: Cache<TokenHash, Known>,
}

/// What was true when something was looked up: ask before looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    changes: u64,
    ended: u64,
}

#[derive(Clone, Debug)]
struct Known {
    state: State,
    since: Instant,
    session: Session,
    expires_at: Timestamp,
}

impl KnownSessions {
    /// None yet.
    #[must_use]
    pub fn new(changes: Changes) -> Self {
        Self {
            changes,
            ended: AtomicU64::new(0),
            sessions: Cache::new(MOST),
        }
    }

    /// What is true now.
    #[must_use]
    pub fn state(&self) -> State {
        State {
            changes: self.changes.count(),
            ended: self.ended.load(Ordering::Acquire),
        }
    }

    /// The session of a token, if it was looked up a moment ago and has not ended.
    #[must_use]
    pub fn find(&self, token: &TokenHash, now: Timestamp) -> Option<Session> {
        let known = self.sessions.get(token)?;
        let is_good = known.state == self.state()
            && known.since.elapsed() < MAX_AGE
            && now < known.expires_at;
        is_good.then_some(known.session)
    }

    /// Keeps a session that was looked up in this state.
    pub fn keep(&self, state: State, session: Session, expires_at: Timestamp) {
        let known = Known {
            state,
            since: Instant::now(),
            session,
            expires_at,
        };
        self.sessions.insert(known.session.token.clone(), known);
    }

    /// A session has ended, or was replaced by another; call it after the commit.
    pub fn forget(&self) {
        self.ended.fetch_add(1, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{AccountId, Role, UserId};

    #[test]
    fn a_session_is_known_until_it_or_anything_shown_has_changed() {
        let sessions = KnownSessions::new(Changes::default());
        let now = Timestamp::from_timestamp(1_800_000_000, 0).unwrap();
        let later = now + chrono::TimeDelta::hours(1);
        let session = Session {
            user: UserId::new(1),
            role: Role::User,
            account: AccountId::new(1),
            keeps_history: true,
            token: TokenHash::of("token"),
        };
        let token = session.token.clone();
        let keep = |state| sessions.keep(state, session.clone(), later);
        assert!(sessions.find(&token, now).is_none());
        keep(sessions.state());
        assert_eq!(sessions.find(&token, now).unwrap().user, UserId::new(1));
        assert!(sessions.find(&token, later).is_none());
        // One that ended while another request was looking it up is not kept.
        let before = sessions.state();
        sessions.forget();
        assert!(sessions.find(&token, now).is_none());
        keep(before);
        assert!(sessions.find(&token, now).is_none());
        keep(sessions.state());
        assert!(sessions.find(&token, now).is_some());
    }
}
