//! Somebody follows a link of a mail: they get another password, or their address is known to be theirs.

use crate::{
    domain::{Claim, Email, LinkPurpose, LinkSecret, Timestamp, UserId},
    store::{
        StoreError, Tx, registrations,
        users::{self, UserRow},
    },
    usecases::reset_password,
};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// The link is not ours, too old, or used; nothing was done.
    BadLink,
    /// The address has become somebody else's; nothing may be kept.
    EmailTaken,
}

/// A link as it was followed.
#[derive(Clone, Copy, Debug)]
pub struct Followed<'a> {
    /// What links are signed with.
    pub secret: &'a LinkSecret,
    /// What stands in it.
    pub text: &'a str,
    /// When.
    pub now: Timestamp,
}

impl Followed<'_> {
    fn is_good(&self, purpose: LinkPurpose, about: i64, state: &str) -> bool {
        let claim = Claim {
            purpose,
            about,
            state,
        };
        self.secret.accepts(claim, self.text, self.now)
    }
}

/// Whether the link lets `user` choose another password.
#[must_use]
pub fn may_reset(user: &UserRow, link: Followed<'_>) -> bool {
    let purpose = LinkPurpose::ResetPassword;
    !user.blocked && link.is_good(purpose, user.id.get(), &user.password_hash)
}

/// Replaces the password of `user`, of whom [`may_reset`] was asked. Of two that use one link at once, one wins. Who could
/// read the mail has the address.
///
/// # Errors
/// When the database fails.
pub async fn reset(
    tx: &mut Tx,
    user: &UserRow,
    password_hash: &str,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    if !users::hold(tx, user.id, Some(&user.password_hash)).await? {
        return Ok(Outcome::BadLink);
    }
    reset_password::run(tx, user.id, password_hash, now).await?;
    if user.email_verified == Some(false) {
        users::set_email_verified(tx, user.id, now).await?;
    }
    Ok(Outcome::Done)
}

/// Confirms the address of a user.
///
/// # Errors
/// When the database fails.
pub async fn verify_email(
    tx: &mut Tx,
    id: UserId,
    link: Followed<'_>,
) -> Result<Outcome, StoreError> {
    users::lock(tx, id).await?;
    let user = users::find(tx, id).await?;
    let purpose = LinkPurpose::VerifyEmail;
    match user {
        Some(user) if link.is_good(purpose, id.get(), &user.email_state()) => {
            users::set_email_verified(tx, id, link.now).await?;
            Ok(Outcome::Done)
        }
        _ => Ok(Outcome::BadLink),
    }
}

/// Confirms the address that a user wants to have, and gives it to them.
///
/// # Errors
/// When the database fails.
pub async fn verify_new_email(
    tx: &mut Tx,
    id: UserId,
    link: Followed<'_>,
) -> Result<Outcome, StoreError> {
    users::lock(tx, id).await?;
    let wanted = users::find(tx, id)
        .await?
        .and_then(|user| user.pending_email);
    let wanted =
        wanted.filter(|wanted| link.is_good(LinkPurpose::VerifyNewEmail, id.get(), wanted));
    let Some(Ok(email)) = wanted.as_deref().map(Email::parse) else {
        return Ok(Outcome::BadLink);
    };
    Ok(
        if users::set_email(tx, id, &email, Some(true), link.now).await? {
            Outcome::Done
        } else {
            Outcome::EmailTaken
        },
    )
}

/// Confirms the address of somebody who asks to become a user.
///
/// # Errors
/// When the database fails.
pub async fn verify_registration(
    tx: &mut Tx,
    id: i64,
    link: Followed<'_>,
) -> Result<Outcome, StoreError> {
    let purpose = LinkPurpose::VerifyRegistration;
    match registrations::find(tx, id).await? {
        Some(asked)
            if asked.email_verified != Some(true) && link.is_good(purpose, id, &asked.email) =>
        {
            registrations::set_email_verified(tx, id, link.now).await?;
            // They may have become a user in the meantime, and have that address still.
            let user = match asked.user() {
                Some(user) => users::find(tx, user).await?,
                None => None,
            };
            if let Some(user) = user.filter(|user| user.email == asked.email) {
                users::set_email_verified(tx, user.id, link.now).await?;
            }
            Ok(Outcome::Done)
        }
        _ => Ok(Outcome::BadLink),
    }
}
