//! Letters in English.

use super::letter::{Happened, Letter, Words};

pub(super) fn words(letter: Letter<'_>, instance: &str) -> Words {
    match letter {
        Letter::ResetPassword { username, link } => Words {
            subject: "Choose another password".to_owned(),
            paragraphs: vec![
                format!("Hello {username},"),
                format!(
                    "somebody has asked for another password for your account on {instance}. If that was you, choose it within an hour:"
                ),
                "If it was not, you need not do anything: your password stays as it is.".to_owned(),
            ],
            action: Some(("Choose a password", link.to_owned())),
        },
        Letter::VerifyEmail { username, link } => Words {
            subject: "Confirm your address".to_owned(),
            paragraphs: vec![
                format!("Hello {username},"),
                format!(
                    "please confirm within a day that this address is yours, so that {instance} may write to it:"
                ),
                "If you have not given it there, leave this mail alone.".to_owned(),
            ],
            action: Some(("Confirm the address", link.to_owned())),
        },
        Letter::Notifications { username, news } => {
            let lines: Vec<(String, Option<&str>)> = news.iter().map(line).collect();
            let subject = match lines.as_slice() {
                [(only, _)] => only.clone(),
                several => format!("{} things have happened", several.len()),
            };
            let mut paragraphs = vec![format!("Hello {username},")];
            paragraphs.extend(lines.into_iter().map(|(text, more)| match more {
                Some(more) => format!("{text}\n{more}"),
                None => text,
            }));
            Words {
                subject,
                paragraphs,
                action: None,
            }
        }
        Letter::RegistrationAccepted {
            username,
            response,
            link,
        } => Words {
            subject: "Welcome".to_owned(),
            paragraphs: vec![
                format!("Hello {username},"),
                format!("you are a user of {instance} now. The moderators say:"),
                response.to_owned(),
            ],
            action: Some(("Sign in", link.to_owned())),
        },
        Letter::RegistrationRejected { username, response } => Words {
            subject: "Your registration was rejected".to_owned(),
            paragraphs: vec![
                format!("Hello {username},"),
                format!(
                    "the moderators of {instance} have not accepted your registration, and say:"
                ),
                response.to_owned(),
            ],
            action: None,
        },
        Letter::Blocked { username, reason } => {
            let mut paragraphs = vec![
                format!("Hello {username},"),
                format!("your account on {instance} was blocked by its moderators."),
            ];
            paragraphs.extend(reason.map(|reason| format!("They say: {reason}")));
            Words {
                subject: "Your account was blocked".to_owned(),
                paragraphs,
                action: None,
            }
        }
        Letter::Unblocked { username } => Words {
            subject: "Your account is open again".to_owned(),
            paragraphs: vec![
                format!("Hello {username},"),
                format!("you may sign in to {instance} again."),
            ],
            action: None,
        },
    }
}

/// What happened in one line, and where, or what was said.
fn line(happened: &Happened) -> (String, Option<&str>) {
    match happened {
        Happened::NewVideo {
            title,
            channel,
            link,
        } => (format!("{channel} has a new video: {title}"), Some(link)),
        Happened::NewLive {
            title,
            channel,
            link,
        } => (format!("{channel} is live: {title}"), Some(link)),
        Happened::Published { title, link } => {
            (format!("Your video is published: {title}"), Some(link))
        }
        Happened::Followed { follower, channel } => {
            (format!("{follower} follows your channel {channel}"), None)
        }
        Happened::Registered { username, link } => {
            (format!("{username} has become a user"), Some(link))
        }
        Happened::AskedToRegister { username, reason } => {
            (format!("{username} asks to become a user"), Some(reason))
        }
    }
}
