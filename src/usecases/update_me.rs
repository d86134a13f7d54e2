//! Somebody changes their own account: choices, name, address, password.

use crate::{
    domain::{AccountId, Email, Timestamp, UserId},
    jobs::send_mail::{self, MailOrder},
    store::{
        StoreError, Tx, accounts, actors,
        outbox::{self, Activity},
        tokens::{self, TokenHash},
        users::{self, Preferences},
        video_file_tokens,
    },
};

/// Who changes what.
#[derive(Clone)]
pub struct Change {
    /// Who.
    pub user: UserId,
    /// Their account.
    pub account: AccountId,
    /// The session it comes from, which survives a new password.
    pub session: TokenHash,
    /// What they chose.
    pub preferences: Preferences,
    /// A new name for people.
    pub display_name: Option<String>,
    /// What the account says of itself; `Some(None)` takes it away.
    pub description: Option<Option<String>>,
    /// The request that asks for it.
    pub request_id: String,
    /// What only somebody who gave their password may change.
    pub confirmed: Option<Confirmed>,
}

/// A change confirmed by the current password.
#[derive(Clone)]
pub struct Confirmed {
    /// The hash that the given password was checked against.
    pub checked_hash: String,
    /// The hash of a new password.
    pub password_hash: Option<String>,
    /// A new address.
    pub email: Option<Email>,
    /// Whether it is theirs only once they have confirmed it.
    pub email_waits: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is changed.
    Done,
    /// The address is somebody else's; nothing may be kept.
    EmailTaken,
    /// The password is another since it was checked; nothing may be kept.
    PasswordChanged,
}

/// Changes all of it or, if the outcome is not [`Outcome::Done`], must not be committed.
///
/// # Errors
/// When the database fails.
pub async fn run(tx: &mut Tx, change: &Change, now: Timestamp) -> Result<Outcome, StoreError> {
    if let Some(confirmed) = &change.confirmed {
        let outcome = confirmed_part(tx, change, confirmed, now).await?;
        if outcome != Outcome::Done {
            return Ok(outcome);
        }
    }
    users::set_preferences(tx, change.user, &change.preferences, now).await?;
    if change.display_name.is_some() || change.description.is_some() {
        let name = change.display_name.as_deref();
        let description = change.description.as_ref().map(Option::as_deref);
        accounts::set_profile(tx, change.account, name, description, now).await?;
        if let Some(account) = accounts::find(tx, change.account).await? {
            actors::touch(tx, account.actor_id, now).await?;
            let update = Activity::Update;
            outbox::insert(tx, account.id, update, &account.url, now).await?;
        }
    }
    Ok(Outcome::Done)
}

async fn confirmed_part(
    tx: &mut Tx,
    change: &Change,
    confirmed: &Confirmed,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    if !users::hold(tx, change.user, Some(&confirmed.checked_hash)).await? {
        return Ok(Outcome::PasswordChanged);
    }
    if let Some(email) = &confirmed.email {
        if confirmed.email_waits {
            users::set_pending_email(tx, change.user, email, now).await?;
            let order = MailOrder::VerifyNewEmail { user: change.user };
            send_mail::order(tx, &order, &change.request_id, now).await?;
        } else if !users::set_email(tx, change.user, email, None, now).await? {
            return Ok(Outcome::EmailTaken);
        }
    }
    if let Some(hash) = &confirmed.password_hash {
        users::set_password(tx, change.user, hash, now).await?;
        tokens::remove_others_of_user(tx, change.user, &change.session).await?;
        video_file_tokens::remove_of_user(tx, change.user).await?;
    }
    Ok(Outcome::Done)
}
