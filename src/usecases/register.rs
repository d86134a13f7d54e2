//! Somebody wants to become a user: at once, or after moderators have decided.

use std::net::IpAddr;

use crate::{
    config::Config,
    domain::{
        Email, MailLanguage, Quota, RegistrationState, Role, Timestamp, UserId, registration,
    },
    jobs::{
        notify::{self, Occurrence},
        send_mail::{self, MailOrder},
    },
    store::{
        Read, StoreError, Tx, actors, instance,
        registrations::{self, NewRegistration, RegistrationRow},
        users,
    },
    usecases::create_user::{self, NewUser, Outcome as Created},
};

/// Who.
#[derive(Clone)]
pub struct Applicant {
    /// The name to sign in with, already checked.
    pub username: String,
    /// Their address.
    pub email: Email,
    /// What their password became.
    pub password_hash: String,
    /// The name of their account for people.
    pub display_name: Option<String>,
    /// The name of their channel in handles, already checked.
    pub channel_name: Option<String>,
    /// Its name for people.
    pub channel_display_name: Option<String>,
    /// The language of their mails.
    pub language: Option<MailLanguage>,
}

/// Why nobody can register now, or not from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// Registration is off.
    #[error("nobody can register on this server")]
    Off,
    /// There are as many users as there may be.
    #[error("this server has as many users as it takes: nobody can register now")]
    Full,
    /// The address is not let in.
    #[error("nobody can register from your network address")]
    Address,
    /// Moderators decide.
    #[error(
        "moderators decide on registrations here: use POST /api/v1/users/registrations/request"
    )]
    Approval,
    /// Moderators do not decide.
    #[error("nobody decides on registrations here: use POST /api/v1/users/register")]
    NoApproval,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It is done.
    Done(T),
    /// The name, the address or the channel's name is taken; nothing may be kept.
    Taken(&'static str),
}

/// Whether somebody at `address` can register now, in this way.
///
/// # Errors
/// When the database fails.
pub async fn is_open(
    tx: &mut impl Read,
    config: &Config,
    address: IpAddr,
    with_approval: bool,
) -> Result<Result<(), Closed>, StoreError> {
    let signup = &config.signup;
    if !signup.enabled {
        return Ok(Err(Closed::Off));
    }
    if signup.requires_approval != with_approval {
        let other = if with_approval {
            Closed::NoApproval
        } else {
            Closed::Approval
        };
        return Ok(Err(other));
    }
    if !signup.filters.cidr.allows(address) {
        return Ok(Err(Closed::Address));
    }
    let users = instance::count_users(tx).await?;
    if !registration::is_open(signup.enabled, signup.limit.bound(), users) {
        return Ok(Err(Closed::Full));
    }
    Ok(Ok(()))
}

/// Makes somebody a user at once.
///
/// # Errors
/// When the database fails.
pub async fn at_once(
    tx: &mut Tx,
    who: &Applicant,
    config: &Config,
    request_id: &str,
    now: Timestamp,
) -> Result<Outcome<UserId>, StoreError> {
    let verifies = config.signup.requires_email_verification;
    let new = new_user(who, verifies.then_some(false), config);
    let user = match create_user::run(tx, &new, config, now).await? {
        Created::Created { user, .. } => user,
        Created::UserTaken => return Ok(Outcome::Taken("username or e-mail address")),
        Created::AccountNameTaken => return Ok(Outcome::Taken("username")),
        Created::ChannelNameTaken => return Ok(Outcome::Taken("channel name")),
    };
    if verifies {
        let order = MailOrder::VerifyEmail {
            email: who.email.as_str().to_owned(),
            language: who.language.unwrap_or_default(),
        };
        send_mail::order(tx, &order, request_id, now).await?;
    }
    notify::order(tx, Occurrence::Registered { user }, request_id, now).await?;
    Ok(Outcome::Done(user))
}

/// Keeps it for the moderators, who are told.
///
/// # Errors
/// When the database fails.
pub async fn ask(
    tx: &mut Tx,
    who: &Applicant,
    reason: &str,
    config: &Config,
    request_id: &str,
    now: Timestamp,
) -> Result<Outcome<i64>, StoreError> {
    for login in [who.username.as_str(), who.email.as_str()] {
        if users::find_by_login(tx, login).await?.is_some() {
            return Ok(Outcome::Taken("username or e-mail address"));
        }
    }
    for name in [Some(who.username.as_str()), who.channel_name.as_deref()] {
        if let Some(name) = name
            && actors::local_name_is_taken(tx, name).await?
        {
            return Ok(Outcome::Taken("username or channel name"));
        }
    }
    let verifies = config.signup.requires_email_verification;
    let new = NewRegistration {
        username: &who.username,
        email: &who.email,
        email_verified: verifies.then_some(false),
        password_hash: &who.password_hash,
        account_display_name: who.display_name.as_deref(),
        channel_handle: who.channel_name.as_deref(),
        channel_display_name: who.channel_display_name.as_deref(),
        reason,
        language: who.language,
    };
    let Some(registration) = registrations::insert(tx, &new, now).await? else {
        return Ok(Outcome::Taken("username or e-mail address"));
    };
    if verifies {
        let email = who.email.as_str().to_owned();
        let order = MailOrder::VerifyRegistration { email };
        send_mail::order(tx, &order, request_id, now).await?;
    }
    notify::order(
        tx,
        Occurrence::AskedToRegister { registration },
        request_id,
        now,
    )
    .await?;
    Ok(Outcome::Done(registration))
}

/// What the moderators decide.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What they say to who asked.
    pub response: String,
    /// Whether who asked is told.
    pub tells: bool,
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It holds.
    Done,
    /// It was decided before, or there is nothing to decide; nothing may be kept.
    Already,
    /// The name or the address has become somebody else's; nothing may be kept.
    Taken(&'static str),
}

/// Makes who asked a user.
///
/// # Errors
/// When the database fails.
pub async fn accept(
    tx: &mut Tx,
    asked: &RegistrationRow,
    decision: &Decision,
    config: &Config,
    request_id: &str,
    now: Timestamp,
) -> Result<Decided, StoreError> {
    let Ok(email) = Email::parse(&asked.email) else {
        return Ok(Decided::Taken("e-mail address"));
    };
    let who = Applicant {
        username: asked.username.clone(),
        email,
        password_hash: asked.password_hash.clone(),
        display_name: asked.account_display_name.clone(),
        channel_name: asked.channel_handle.clone(),
        channel_display_name: asked.channel_display_name.clone(),
        language: Some(asked.mail_language()),
    };
    let new = new_user(&who, asked.email_verified, config);
    let user = match create_user::run(tx, &new, config, now).await? {
        Created::Created { user, .. } => user,
        Created::UserTaken => return Ok(Decided::Taken("username or e-mail address")),
        Created::AccountNameTaken => return Ok(Decided::Taken("username")),
        Created::ChannelNameTaken => return Ok(Decided::Taken("channel name")),
    };
    let (state, response) = (RegistrationState::Accepted, decision.response.as_str());
    if !registrations::decide(tx, asked.id, state, response, Some(user), now).await? {
        return Ok(Decided::Already);
    }
    if decision.tells {
        let response = decision.response.clone();
        let order = MailOrder::RegistrationAccepted { user, response };
        send_mail::order(tx, &order, request_id, now).await?;
    }
    Ok(Decided::Done)
}

/// Leaves who asked outside.
///
/// # Errors
/// When the database fails.
pub async fn reject(
    tx: &mut Tx,
    asked: &RegistrationRow,
    decision: &Decision,
    request_id: &str,
    now: Timestamp,
) -> Result<Decided, StoreError> {
    let (state, response) = (RegistrationState::Rejected, decision.response.as_str());
    if !registrations::decide(tx, asked.id, state, response, None, now).await? {
        return Ok(Decided::Already);
    }
    if decision.tells {
        let order = MailOrder::RegistrationRejected {
            username: asked.username.clone(),
            email: asked.email.clone(),
            language: asked.mail_language(),
            response: decision.response.clone(),
        };
        send_mail::order(tx, &order, request_id, now).await?;
    }
    Ok(Decided::Done)
}

fn new_user(who: &Applicant, email_verified: Option<bool>, config: &Config) -> NewUser {
    NewUser {
        username: who.username.clone(),
        email: who.email.clone(),
        email_verified,
        language: who.language,
        password_hash: who.password_hash.clone(),
        role: Role::User,
        admin_flags: 0,
        quota: Quota {
            total: config.user.video_quota.number(),
            daily: config.user.video_quota_daily.number(),
        },
        display_name: who.display_name.clone(),
        channel_name: who.channel_name.clone(),
        channel_display_name: who.channel_display_name.clone(),
    }
}
