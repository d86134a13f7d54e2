//! Letters in French.

use super::letter::{Letter, Words};

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
        Letter::RegistrationToReview {
            username,
            email,
            reason,
        } => Words {
            subject: format!("{username} demande à s'inscrire"),
            paragraphs: vec![
                format!("{username} ({email}) demande à s'inscrire sur {instance}, et écrit :"),
                reason.to_owned(),
                "Vous pouvez accepter ou refuser cette demande parmi les inscriptions.".to_owned(),
            ],
            action: None,
        },
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
