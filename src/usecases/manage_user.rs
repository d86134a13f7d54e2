//! Somebody who runs the instance changes, blocks or removes a user.

use crate::{
    domain::{
        Email, Timestamp, UserId,
        permission::Caller,
        user_rights::{self, Act, NotAllowed, Target},
    },
    jobs::send_mail::{self, MailOrder},
    store::{
        StoreError, Tx, tokens,
        users::{self, Managed, UserRow},
        video_file_tokens,
    },
    usecases::{first_start::ROOT, reset_password},
};

/// What is changed of a user.
#[derive(Clone, Default)]
pub struct Change {
    /// A new address.
    pub email: Option<Email>,
    /// The hash of a new password.
    pub password_hash: Option<String>,
    /// The rest.
    pub managed: Managed,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// There is no such user; nothing was done.
    Unknown,
    /// The caller may not; nothing was done.
    NotAllowed(NotAllowed),
    /// The address is another user's; nothing may be kept.
    EmailTaken,
}

/// Changes a user. Another role, like another password, ends their sessions.
///
/// # Errors
/// When the database fails.
pub async fn change(
    tx: &mut Tx,
    by: Caller,
    id: UserId,
    change: &Change,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let role = change.managed.role;
    let user = match held(tx, by, id, role.map_or(Act::Change, Act::GiveRole)).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    if let Some(email) = &change.email {
        let is_new = email.folded() != user.email.to_lowercase();
        // Another address is not known to be theirs before somebody says so.
        let verified = if is_new { None } else { user.email_verified };
        if !users::set_email(tx, id, email, verified, now).await? {
            return Ok(Outcome::EmailTaken);
        }
    }
    if let Some(hash) = &change.password_hash {
        reset_password::run(tx, id, hash, now).await?;
    }
    users::manage(tx, id, change.managed, now).await?;
    if role.is_some_and(|role| role != user.role) {
        end_sessions(tx, id).await?;
    }
    Ok(Outcome::Done)
}

/// Blocks a user, who is out at once, or lets them in again; they are told by mail.
///
/// # Errors
/// When the database fails.
pub async fn block(
    tx: &mut Tx,
    by: Caller,
    id: UserId,
    blocked: Option<Option<&str>>,
    request_id: &str,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let user = match held(tx, by, id, Act::Block).await? {
        Ok(user) => user,
        Err(refused) => return Ok(refused),
    };
    if user.blocked != blocked.is_some() {
        let order = match blocked {
            Some(reason) => MailOrder::Blocked {
                user: id,
                reason: reason.map(str::to_owned),
            },
            None => MailOrder::Unblocked { user: id },
        };
        send_mail::order(tx, &order, request_id, now).await?;
    }
    users::set_blocked(tx, id, blocked.is_some(), blocked.flatten(), now).await?;
    if blocked.is_some() {
        end_sessions(tx, id).await?;
    }
    Ok(Outcome::Done)
}

/// Has a user removed with all that is theirs; see [`crate::jobs::duties::REMOVE_USERS`].
///
/// # Errors
/// When the database fails.
pub async fn remove(
    tx: &mut Tx,
    by: Caller,
    id: UserId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    if let Err(refused) = held(tx, by, id, Act::Remove).await? {
        return Ok(refused);
    }
    remove_held(tx, id, now).await?;
    Ok(Outcome::Done)
}

/// The same for who asks for it themselves, which everybody but root may.
///
/// # Errors
/// When the database fails.
pub async fn remove_oneself(
    tx: &mut Tx,
    id: UserId,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    match users::find(tx, id).await? {
        None => Ok(Outcome::Unknown),
        Some(user) if target(&user).is_root => Ok(Outcome::NotAllowed(NotAllowed::Root)),
        Some(_) => {
            remove_held(tx, id, now).await?;
            Ok(Outcome::Done)
        }
    }
}

/// The user, whom nobody else changes before this unit of work ends.
async fn held(
    tx: &mut Tx,
    by: Caller,
    id: UserId,
    act: Act,
) -> Result<Result<UserRow, Outcome>, StoreError> {
    users::lock(tx, id).await?;
    let Some(user) = users::find(tx, id)
        .await?
        .filter(|user| user.removed_at.is_none())
    else {
        return Ok(Err(Outcome::Unknown));
    };
    Ok(match check(by, act, &user) {
        Ok(()) => Ok(user),
        Err(not_allowed) => Err(Outcome::NotAllowed(not_allowed)),
    })
}

/// Whether the caller, who runs the instance, may do this to the user.
///
/// # Errors
/// Why not.
pub fn check(by: Caller, act: Act, user: &UserRow) -> Result<(), NotAllowed> {
    user_rights::check(by.role, act, target(user))
}

fn target(user: &UserRow) -> Target {
    Target {
        role: user.role,
        is_root: user.username == ROOT,
    }
}

async fn remove_held(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<(), StoreError> {
    users::set_removed(tx, id, now).await?;
    end_sessions(tx, id).await
}

async fn end_sessions(tx: &mut Tx, id: UserId) -> Result<(), StoreError> {
    tokens::remove_of_user(tx, id).await?;
    video_file_tokens::remove_of_user(tx, id).await
}
