//! A letter, and the mail that is made of it: one layout for all, as text and as HTML.

use askama::Template;

use super::{english, french};
use crate::{
    config::Config,
    domain::{Email, MailLanguage},
};

/// What is said to whom.
#[derive(Clone, Copy, Debug)]
pub enum Letter<'a> {
    /// Somebody has asked for another password.
    ResetPassword {
        /// Whose.
        username: &'a str,
        /// Where to choose it.
        link: &'a str,
    },
    /// Is this your address?
    VerifyEmail {
        /// The name of who has it, or will have.
        username: &'a str,
        /// Where to confirm it.
        link: &'a str,
    },
    /// Somebody asks to become a user; to a moderator.
    RegistrationToReview {
        /// The name they want.
        username: &'a str,
        /// Their address.
        email: &'a str,
        /// What they say.
        reason: &'a str,
    },
    /// You are a user now.
    RegistrationAccepted {
        /// Their name.
        username: &'a str,
        /// What the moderators say.
        response: &'a str,
        /// Where to sign in.
        link: &'a str,
    },
    /// You do not become a user.
    RegistrationRejected {
        /// The name they wanted.
        username: &'a str,
        /// What the moderators say.
        response: &'a str,
    },
    /// You are out.
    Blocked {
        /// Their name.
        username: &'a str,
        /// Why.
        reason: Option<&'a str>,
    },
    /// You may sign in again.
    Unblocked {
        /// Their name.
        username: &'a str,
    },
}

/// The words of a letter in one language.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) paragraphs: Vec<String>,
    /// What the link is called, and where it leads.
    pub(super) action: Option<(&'static str, String)>,
}

/// A mail, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: Email,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Hides what it says: links of mails are keys.
impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail")
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'a> {
    words: &'a Words,
    signature: &'a str,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    words: &'a Words,
    signature: &'a str,
    language: &'static str,
}

/// Writes letters in the name of this instance.
#[derive(Clone, Copy, Debug)]
pub struct Writer<'a> {
    config: &'a Config,
}

impl<'a> Writer<'a> {
    /// One that knows how the instance is called.
    #[must_use]
    pub const fn new(config: &'a Config) -> Self {
        Self { config }
    }

    /// Writes a letter.
    ///
    /// # Errors
    /// When a template fails, which is a fault of ours.
    pub fn write(
        &self,
        to: &Email,
        language: MailLanguage,
        letter: Letter<'_>,
    ) -> Result<Mail, askama::Error> {
        let instance = self.config.instance.name.as_str();
        let words = match language {
            MailLanguage::English => english::words(letter, instance),
            MailLanguage::French => french::words(letter, instance),
        };
        let signature = match self.config.email.body.signature.as_str() {
            "" => instance,
            own => own,
        };
        let text = Text {
            words: &words,
            signature,
        };
        let html = Html {
            words: &words,
            signature,
            language: language.code(),
        };
        Ok(Mail {
            to: to.clone(),
            subject: self.subject(&words.subject),
            text: text.render()?,
            html: html.render()?,
        })
    }

    /// One line, whatever names of users and instances hold.
    fn subject(&self, subject: &str) -> String {
        let line = format!("{}{subject}", self.config.email.subject.prefix);
        line.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Letter<'static>; 7] = [
        Letter::ResetPassword {
            username: "ada",
            link: "https://video.test/r?a=1&b=2",
        },
        Letter::VerifyEmail {
            username: "ada",
            link: "https://video.test/v",
        },
        Letter::RegistrationToReview {
            username: "ada",
            email: "ada@example.org",
            reason: "Films",
        },
        Letter::RegistrationAccepted {
            username: "ada",
            response: "Welcome",
            link: "https://video.test/",
        },
        Letter::RegistrationRejected {
            username: "ada",
            response: "No",
        },
        Letter::Blocked {
            username: "ada",
            reason: Some("Spam"),
        },
        Letter::Unblocked { username: "ada" },
    ];

    fn write(language: MailLanguage, letter: Letter<'_>) -> Mail {
        let to = Email::parse("ada@example.org").unwrap();
        let config = Config::default();
        Writer::new(&config).write(&to, language, letter).unwrap()
    }

    #[test]
    fn every_letter_is_written_in_every_language() {
        for letter in ALL {
            let english = write(MailLanguage::English, letter);
            let french = write(MailLanguage::French, letter);
            assert_ne!(english.subject, french.subject);
            assert_ne!(english.text, french.text);
            for mail in [&english, &french] {
                assert!(
                    mail.text.contains("ada") && mail.html.contains("ada"),
                    "{}",
                    mail.text
                );
                assert!(mail.subject.starts_with("[Tributary] "), "{}", mail.subject);
            }
            assert!(french.html.contains("lang=\"fr\""));
        }
    }

    #[test]
    fn a_link_is_whole_in_both_forms() {
        let mail = write(MailLanguage::English, ALL[0]);
        assert!(
            mail.text.contains("\nhttps://video.test/r?a=1&b=2\n"),
            "{}",
            mail.text
        );
        assert!(
            mail.html
                .contains("href=\"https://video.test/r?a=1&#38;b=2\""),
            "{}",
            mail.html
        );
    }

    #[test]
    fn what_people_write_is_no_markup_and_no_header() {
        let reason = "<script>alert(1)</script>";
        let mail = write(
            MailLanguage::English,
            Letter::RegistrationToReview {
                username: "a\r\nBcc: b@c",
                email: "a@b",
                reason,
            },
        );
        assert!(!mail.html.contains(reason));
        assert!(!mail.subject.contains(['\r', '\n']));
    }
}
