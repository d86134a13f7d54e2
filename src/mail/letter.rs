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
    /// What has happened.
    Notifications {
        /// To whom.
        username: &'a str,
        /// What, the oldest first.
        news: &'a [Happened],
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

/// Something that a user wants to hear of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A channel has a new video.
    NewVideo {
        /// Its title.
        title: String,
        /// The channel's name for people.
        channel: String,
        /// Where it is.
        link: String,
    },
    /// A channel is live.
    NewLive {
        /// The live's title.
        title: String,
        /// The channel's name for people.
        channel: String,
        /// Where it is.
        link: String,
    },
    /// A video of theirs can be seen.
    Published {
        /// Its title.
        title: String,
        /// Where it is.
        link: String,
    },
    /// Somebody follows a channel of theirs.
    Followed {
        /// Who, as people call them.
        follower: String,
        /// The channel's name for people.
        channel: String,
    },
    /// Somebody has become a user.
    Registered {
        /// Their name.
        username: String,
        /// Where they are.
        link: String,
    },
    /// Somebody asks to become a user.
    AskedToRegister {
        /// The name they want.
        username: String,
        /// What they say.
        reason: String,
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
        Letter::Notifications {
            username: "ada",
            news: &[],
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
        let title = "<script>alert(1)</script>\r\nBcc: b@c";
        let news = [Happened::Published {
            title: title.to_owned(),
            link: "https://video.test/w/a".to_owned(),
        }];
        let letter = Letter::Notifications {
            username: "ada",
            news: &news,
        };
        let mail = write(MailLanguage::English, letter);
        assert!(!mail.html.contains("<script>"));
        assert!(!mail.subject.contains(['\r', '\n']));
        assert!(
            mail.subject.contains("Bcc"),
            "one thing is told in the subject"
        );
    }

    #[test]
    fn all_that_happened_is_in_one_letter() {
        let text = |text: &str| text.to_owned();
        let news = [
            Happened::NewVideo {
                title: text("One"),
                channel: text("Films"),
                link: text("https://v/1"),
            },
            Happened::NewLive {
                title: text("Two"),
                channel: text("Films"),
                link: text("https://v/2"),
            },
            Happened::Published {
                title: text("Three"),
                link: text("https://v/3"),
            },
            Happened::Followed {
                follower: text("Bob"),
                channel: text("Films"),
            },
            Happened::Registered {
                username: text("carol"),
                link: text("https://v/4"),
            },
            Happened::AskedToRegister {
                username: text("dave"),
                reason: text("Films"),
            },
        ];
        let letter = Letter::Notifications {
            username: "ada",
            news: &news,
        };
        for language in [MailLanguage::English, MailLanguage::French] {
            let mail = write(language, letter);
            for part in ["One", "https://v/2", "Three", "Bob", "carol", "dave", "6"] {
                assert!(
                    mail.text.contains(part) || mail.subject.contains(part),
                    "{part}"
                );
            }
        }
    }
}
