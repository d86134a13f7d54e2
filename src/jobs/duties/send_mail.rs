//! The job `email`: writes each mail that is wanted and hands it over, one after another. A mail that cannot be handed over
//! is tried again, later and later; one that the other side will never take is given up with its reason.

use std::time::Duration;

use super::{Context, queue};
use crate::{
    domain::{
        Claim, Email, JobKind, LinkPurpose, MailLanguage, PublicUuid, Timestamp, UserId,
        notification::NotificationType,
    },
    jobs::{DutyError, send_mail::MailOrder},
    mail::{Happened, Letter, Mail, Writer},
    store::{
        Read,
        jobs::JobRow,
        notifications::{self, NotificationRow},
        registrations,
        users::{self, UserRow},
    },
};

/// Much longer than a mail may take.
const LEASE: Duration = Duration::from_secs(900);

/// Does it.
pub(super) async fn run(context: Context) -> Result<(), DutyError> {
    while let Some(held) = queue::next(&context, JobKind::Email, LEASE).await? {
        let sent = send(&context, &held.job).await;
        queue::end(&context, &held, sent).await?;
    }
    Ok(())
}

async fn send(context: &Context, job: &JobRow) -> Result<(), DutyError> {
    let order = serde_json::from_str(&job.payload)?;
    let mut tx = context.store.read().await?;
    let mail = write(context, &mut tx, &order).await?;
    drop(tx);
    if let Some(mail) = mail {
        context.mailer.send(&mail).await?;
    }
    Ok(())
}

/// The mail, unless there is nobody to write to any more.
async fn write(
    context: &Context,
    tx: &mut impl Read,
    order: &MailOrder,
) -> Result<Option<Mail>, DutyError> {
    let now = context.clock.now();
    let desk = Desk {
        context,
        writer: Writer::new(&context.config),
        now,
    };
    Ok(match order {
        MailOrder::ResetPassword { email, language } => match by_address(tx, email).await? {
            Some(user) => Some(desk.reset_password(&user, *language)?),
            None => None,
        },
        MailOrder::VerifyEmail { email, language } => match by_address(tx, email).await? {
            Some(user) if user.email_verified != Some(true) => {
                Some(desk.verify_email(&user, *language)?)
            }
            _ => None,
        },
        MailOrder::VerifyNewEmail { user } => match reachable(tx, *user).await? {
            Some(user) => desk.verify_new_email(&user)?,
            None => None,
        },
        MailOrder::VerifyRegistration { email } => {
            match registrations::find_pending_by_email(tx, email).await? {
                Some(asked) if asked.email_verified != Some(true) => {
                    Some(desk.verify_registration(&asked)?)
                }
                _ => None,
            }
        }
        MailOrder::Notifications {
            user,
            notifications,
        } => {
            let rows = notifications::list_of(tx, notifications).await?;
            let base = context.config.webserver.base_url();
            let news: Vec<Happened> = rows
                .into_iter()
                .filter_map(|row| happened(row, &base))
                .collect();
            match reachable(tx, *user).await? {
                Some(user) if !news.is_empty() => {
                    let letter = Letter::Notifications {
                        username: &user.username,
                        news: &news,
                    };
                    Some(desk.to_user(&user, letter)?)
                }
                _ => None,
            }
        }
        MailOrder::RegistrationAccepted { user, response } => {
            let base = context.config.webserver.base_url();
            match reachable(tx, *user).await? {
                Some(user) => {
                    let letter = Letter::RegistrationAccepted {
                        username: &user.username,
                        response,
                        link: &format!("{base}/login"),
                    };
                    Some(desk.to_user(&user, letter)?)
                }
                None => None,
            }
        }
        MailOrder::RegistrationRejected {
            username,
            email,
            language,
            response,
        } => {
            let letter = Letter::RegistrationRejected { username, response };
            let to = Email::parse(email)?;
            Some(desk.writer.write(&to, *language, letter)?)
        }
        MailOrder::Blocked { user, reason } => match users::find(tx, *user).await? {
            Some(user) if user.removed_at.is_none() => {
                let letter = Letter::Blocked {
                    username: &user.username,
                    reason: reason.as_deref(),
                };
                Some(desk.to_user(&user, letter)?)
            }
            _ => None,
        },
        MailOrder::Unblocked { user } => match reachable(tx, *user).await? {
            Some(user) => {
                let letter = Letter::Unblocked {
                    username: &user.username,
                };
                Some(desk.to_user(&user, letter)?)
            }
            None => None,
        },
    })
}

/// A user whom mail may be sent to, by the address that somebody typed.
async fn by_address(tx: &mut impl Read, email: &str) -> Result<Option<UserRow>, DutyError> {
    let user = users::find_by_login(tx, email).await?;
    Ok(user.filter(|user| !user.blocked))
}

async fn reachable(tx: &mut impl Read, id: UserId) -> Result<Option<UserRow>, DutyError> {
    let user = users::find(tx, id).await?;
    Ok(user.filter(|user| !user.blocked))
}

/// What a notification says by mail; none where what it is about is gone.
fn happened(row: NotificationRow, base: &str) -> Option<Happened> {
    let link = row
        .video_uuid
        .map(|uuid| format!("{base}/w/{}", PublicUuid::from(uuid).short()));
    Some(match row.kind {
        NotificationType::NewVideoFromSubscription => Happened::NewVideo {
            title: row.video_name?,
            channel: row.channel_name?,
            link: link?,
        },
        NotificationType::NewLiveFromSubscription => Happened::NewLive {
            title: row.video_name?,
            channel: row.channel_name?,
            link: link?,
        },
        NotificationType::MyVideoPublished => Happened::Published {
            title: row.video_name?,
            link: link?,
        },
        NotificationType::NewFollow => Happened::Followed {
            follower: row.follower_name?,
            channel: row.followed_name?,
        },
        NotificationType::NewUser => Happened::Registered {
            link: format!("{base}/a/{}", row.account_username.as_deref()?),
            username: row.account_username?,
        },
        NotificationType::NewUserRegistrationRequest => Happened::AskedToRegister {
            username: row.registration_username?,
            reason: row.registration_reason?,
        },
        // Nothing tells of the others yet.
        _ => return None,
    })
}

/// Where letters with links are written.
struct Desk<'a> {
    context: &'a Context,
    writer: Writer<'a>,
    now: Timestamp,
}

impl Desk<'_> {
    fn to_user(&self, user: &UserRow, letter: Letter<'_>) -> Result<Mail, DutyError> {
        let to = Email::parse(&user.email)?;
        let language = user.mail_language().unwrap_or_default();
        Ok(self.writer.write(&to, language, letter)?)
    }

    fn reset_password(&self, user: &UserRow, asked: MailLanguage) -> Result<Mail, DutyError> {
        let signature = self.sign(Claim {
            purpose: LinkPurpose::ResetPassword,
            about: user.id.get(),
            state: &user.password_hash,
        });
        let link = self.link(&format!(
            "/reset-password?userId={}&verificationString={signature}",
            user.id
        ));
        let letter = Letter::ResetPassword {
            username: &user.username,
            link: &link,
        };
        let to = Email::parse(&user.email)?;
        let language = user.mail_language().unwrap_or(asked);
        Ok(self.writer.write(&to, language, letter)?)
    }

    fn verify_email(&self, user: &UserRow, asked: MailLanguage) -> Result<Mail, DutyError> {
        let state = user.email_state();
        let signature = self.sign(Claim {
            purpose: LinkPurpose::VerifyEmail,
            about: user.id.get(),
            state: &state,
        });
        let link = self.link(&format!(
            "/verify-account/email?userId={}&verificationString={signature}",
            user.id
        ));
        let to = Email::parse(&user.email)?;
        let letter = Letter::VerifyEmail {
            username: &user.username,
            link: &link,
        };
        let language = user.mail_language().unwrap_or(asked);
        Ok(self.writer.write(&to, language, letter)?)
    }

    fn verify_new_email(&self, user: &UserRow) -> Result<Option<Mail>, DutyError> {
        let Some(wanted) = &user.pending_email else {
            return Ok(None);
        };
        let signature = self.sign(Claim {
            purpose: LinkPurpose::VerifyNewEmail,
            about: user.id.get(),
            state: wanted,
        });
        let link = self.link(&format!(
            "/verify-account/email?userId={}&verificationString={signature}&isPendingEmail=true",
            user.id
        ));
        let letter = Letter::VerifyEmail {
            username: &user.username,
            link: &link,
        };
        let to = Email::parse(wanted)?;
        let language = user.mail_language().unwrap_or_default();
        Ok(Some(self.writer.write(&to, language, letter)?))
    }

    fn verify_registration(
        &self,
        asked: &registrations::RegistrationRow,
    ) -> Result<Mail, DutyError> {
        let signature = self.sign(Claim {
            purpose: LinkPurpose::VerifyRegistration,
            about: asked.id,
            state: &asked.email,
        });
        let link = self.link(&format!(
            "/verify-account/email?registrationId={}&verificationString={signature}",
            asked.id
        ));
        let letter = Letter::VerifyEmail {
            username: &asked.username,
            link: &link,
        };
        let to = Email::parse(&asked.email)?;
        Ok(self.writer.write(&to, asked.mail_language(), letter)?)
    }

    fn sign(&self, claim: Claim<'_>) -> String {
        self.context.links.sign(claim, self.now)
    }

    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.context.config.webserver.base_url())
    }
}
