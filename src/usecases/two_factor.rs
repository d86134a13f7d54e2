//! Two-factor is turned on, with a code that shows that the user's app has the secret, and off.

use crate::{
    domain::{SealingKey, Timestamp, UserId, two_factor::OtpSecret},
    store::{
        StoreError, Tx,
        users::{self, UserRow},
    },
};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// It is on already.
    Already,
    /// It is off already.
    Off,
    /// What was asked for is somebody else's, or too old.
    BadRequest,
    /// The code is wrong.
    BadCode,
}

/// Turns it on for `user`.
///
/// # Errors
/// When the database fails.
pub async fn turn_on(
    tx: &mut Tx,
    key: &SealingKey,
    id: UserId,
    (request, code): (&str, &str),
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    users::lock(tx, id).await?;
    match users::find(tx, id).await? {
        Some(user) if user.otp_secret.is_some() => return Ok(Outcome::Already),
        Some(_) => {}
        None => return Ok(Outcome::BadRequest),
    }
    let Some(secret) = OtpSecret::requested(request, key, id, now) else {
        return Ok(Outcome::BadRequest);
    };
    let (Some(step), Some(sealed)) = (secret.step_of(code, now), secret.seal(key, id)) else {
        return Ok(Outcome::BadCode);
    };
    users::set_otp_secret(tx, id, Some(&sealed), now).await?;
    users::use_otp_step(tx, id, step).await?;
    Ok(Outcome::Done)
}

/// Turns it off for `user`.
///
/// # Errors
/// When the database fails.
pub async fn turn_off(tx: &mut Tx, user: &UserRow, now: Timestamp) -> Result<Outcome, StoreError> {
    if user.otp_secret.is_none() {
        return Ok(Outcome::Off);
    }
    users::set_otp_secret(tx, user.id, None, now).await?;
    Ok(Outcome::Done)
}
