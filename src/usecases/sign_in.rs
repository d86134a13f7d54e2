//! Somebody signs in: their password was right, and a session opens.

use super::session::{self, Session};
use crate::{
    config::Config,
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
    /// Their address has to be confirmed first.
    EmailNotVerified,
    /// The code of two-factor was used already.
    CodeUsed,
}

/// Opens a session for `user`, whose password the caller has checked against this very row, and whose code of two-factor,
/// where it is on, is that of `step`.
///
/// # Errors
/// When the database fails.
pub async fn run(
    tx: &mut Tx,
    user: &UserRow,
    step: Option<i64>,
    config: &Config,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    if user.blocked {
        return Ok(Outcome::Blocked);
    }
    if config.signup.requires_email_verification && user.email_verified == Some(false) {
        return Ok(Outcome::EmailNotVerified);
    }
    if !users::hold(tx, user.id, Some(&user.password_hash)).await? {
        return Ok(Outcome::Changed);
    }
    if let Some(step) = step
        && !users::use_otp_step(tx, user.id, step).await?
    {
        return Ok(Outcome::CodeUsed);
    }
    let lifetime = &config.oauth2.token_lifetime;
    users::set_last_login(tx, user.id, now).await?;
    let session = session::open(tx, user.id, lifetime, now).await?;
    Ok(Outcome::SignedIn(session))
}
