//! What signing in and renewing share: the tokens of a session, made and kept.

use std::time::Duration;

use chrono::TimeDelta;

use crate::{
    config::TokenLifetime,
    domain::{Timestamp, UserId, random},
    store::{
        StoreError, Tx,
        tokens::{self, NewToken, TokenHash},
    },
};

/// A session as its client gets it; the only time that the tokens are known here.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Sent with each request.
    pub access_token: String,
    /// Gets a new pair, once.
    pub refresh_token: String,
    /// How long the first lives.
    pub access_lifetime: Duration,
    /// How long the second lives.
    pub refresh_lifetime: Duration,
}

/// Hides the tokens.
impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Session(…)")
    }
}

/// Opens a session for a user whom the caller holds.
pub(super) async fn open(
    tx: &mut Tx,
    user: UserId,
    lifetime: &TokenLifetime,
    now: Timestamp,
) -> Result<Session, StoreError> {
    let session = Session {
        access_token: random::token(),
        refresh_token: random::token(),
        access_lifetime: lifetime.access_token,
        refresh_lifetime: lifetime.refresh_token,
    };
    let token = NewToken {
        user,
        access: TokenHash::of(&session.access_token),
        access_expires_at: end(now, session.access_lifetime),
        refresh: TokenHash::of(&session.refresh_token),
        refresh_expires_at: end(now, session.refresh_lifetime),
    };
    tokens::insert(tx, &token, now).await?;
    Ok(session)
}

fn end(now: Timestamp, lifetime: Duration) -> Timestamp {
    TimeDelta::from_std(lifetime)
        .ok()
        .and_then(|lifetime| now.checked_add_signed(lifetime))
        .unwrap_or(Timestamp::MAX_UTC)
}
