//! Letters in French.

use super::letter::{Happened, Letter, Words};

pub(super) fn words(letter: Letter<'_>, instance: &str) -> Words {
    match letter {
        Letter::ResetPassword { username, link } => Words {
            subject: "Choisissez un autre mot de passe".to_owned(),
            paragraphs: vec![
                format!("Bonjour {username},"),
                format!(
                    "quelqu'un a demandé un autre mot de passe pour votre compte sur {instance}. Si c'est vous, choisissez-le dans l'heure :"
                ),
                "Sinon, vous n'avez rien à faire : votre mot de passe reste le même.".to_owned(),
            ],
            action: Some(("Choisir un mot de passe", link.to_owned())),
        },
        Letter::VerifyEmail { username, link } => Words {
            subject: "Confirmez votre adresse".to_owned(),
            paragraphs: vec![
                format!("Bonjour {username},"),
                format!(
                    "confirmez dans la journée que cette adresse est la vôtre, pour que {instance} puisse vous y écrire :"
                ),
                "Si vous ne l'avez pas donnée là-bas, ignorez ce message.".to_owned(),
            ],
            action: Some(("Confirmer l'adresse", link.to_owned())),
        },
        Letter::Notifications { username, news } => {
            let lines: Vec<(String, Option<&str>)> = news.iter().map(line).collect();
            let subject = match lines.as_slice() {
                [(only, _)] => only.clone(),
                several => format!("{} nouvelles", several.len()),
            };
            let mut paragraphs = vec![format!("Bonjour {username},")];
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
            subject: "Bienvenue".to_owned(),
            paragraphs: vec![
                format!("Bonjour {username},"),
                format!(
                    "vous êtes maintenant inscrit sur {instance}. L'équipe de modération vous écrit :"
                ),
                response.to_owned(),
            ],
            action: Some(("Se connecter", link.to_owned())),
        },
        Letter::RegistrationRejected { username, response } => Words {
            subject: "Votre inscription a été refusée".to_owned(),
            paragraphs: vec![
                format!("Bonjour {username},"),
                format!(
                    "l'équipe de modération de {instance} n'a pas accepté votre inscription, et vous écrit :"
                ),
                response.to_owned(),
            ],
            action: None,
        },
        Letter::Blocked { username, reason } => {
            let mut paragraphs = vec![
                format!("Bonjour {username},"),
                format!("votre compte sur {instance} a été bloqué par l'équipe de modération."),
            ];
            paragraphs.extend(reason.map(|reason| format!("Motif : {reason}")));
            Words {
                subject: "Votre compte a été bloqué".to_owned(),
                paragraphs,
                action: None,
            }
        }
        Letter::Unblocked { username } => Words {
            subject: "Votre compte est de nouveau ouvert".to_owned(),
            paragraphs: vec![
                format!("Bonjour {username},"),
                format!("vous pouvez de nouveau vous connecter à {instance}."),
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
        } => (
            format!("{channel} a une nouvelle vidéo : {title}"),
            Some(link),
        ),
        Happened::NewLive {
            title,
            channel,
            link,
        } => (format!("{channel} est en direct : {title}"), Some(link)),
        Happened::Published { title, link } => {
            (format!("Votre vidéo est publiée : {title}"), Some(link))
        }
        Happened::Followed { follower, channel } => {
            (format!("{follower} suit votre chaîne {channel}"), None)
        }
        Happened::Registered { username, link } => {
            (format!("{username} s'est inscrit"), Some(link))
        }
        Happened::AskedToRegister { username, reason } => {
            (format!("{username} demande à s'inscrire"), Some(reason))
        }
    }
}
