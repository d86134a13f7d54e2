//! Somebody signs in: their password was right, and a session opens.

use super::session::{self, Session};
use crate::{
    config::TokenLifetime,
    domain::Timestamp,
    store::{
        StoreError, Tx,
        users::{self, UserRow},
    },
};

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// They are in.
    SignedIn(Session),
    /// They are blocked.
    Blocked,
    /// The password was replaced, or the user deleted, since it was checked.
    Changed,
}

/// Opens a session for `user`, whose password the caller has checked against this very row.
///
/// # Errors
/// When the database fails.
pub async fn run(
    tx: &mut Tx,
    user: &UserRow,
    lifetime: &TokenLifetime,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    if user.blocked {
        return Ok(Outcome::Blocked);
    }
    if !users::hold(tx, user.id, Some(&user.password_hash)).await? {
        return Ok(Outcome::Changed);
    }
    users::set_last_login(tx, user.id, now).await?;
    let session = session::open(tx, user.id, lifetime, now).await?;
    Ok(Outcome::SignedIn(session))
}
