//! Outgoing e-mail.

use std::time::Duration;

use super::{
    section::section,
    value::{Folder, HostName, MailTransport, Secret, days, minutes, seconds},
};

section! {
    /// How mail goes out.
    pub struct Smtp {
        /// smtp hands it to the server below, sendmail to a program of this machine.
        pub transport: MailTransport = MailTransport::Smtp,
        /// The program, with transport sendmail.
        pub sendmail: Folder = Folder::new("/usr/sbin/sendmail"),
        /// Where mails are kept as .eml files while no other way is set: with transport smtp and without a hostname.
        pub folder: Folder = Folder::new("data/mail/"),
        /// How long handing over one mail may take.
        pub timeout: Duration = seconds(30) => seconds(1)..=minutes(10),
        /// The server's host; null keeps mails as files in the folder above, and tells clients that there is no mail.
        pub hostname: Option<HostName> = None,
        /// The server's port.
        pub port: u16 = 465 => 1..=65535,
        /// The name to log in with; null logs in nowhere.
        pub username: Option<String> = None,
        /// The password to log in with.
        pub password: Option<Secret> = None,
        /// Whether the connection begins encrypted.
        pub tls: bool = true,
        /// Whether an unencrypted connection stays so, even where the server offers STARTTLS.
        pub disable_starttls: bool = false,
        /// A certificate authority of one's own, as a PEM file.
        pub ca_file: Option<Folder> = None,
        /// The address that mail comes from.
        pub from_address: String = "admin@example.com".to_owned(),
    }
}

impl Smtp {
    /// Whether mail reaches people; reported as `email.enabled` by GET /api/v1/config.
    #[must_use]
    pub const fn enabled(&self) -> bool {
        matches!(self.transport, MailTransport::Sendmail) || self.hostname.is_some()
    }
}

section! {
    /// How mails look.
    pub struct Email {
        /// The text.
        pub body: EmailBody = EmailBody::default(),
        /// The subject.
        pub subject: EmailSubject = EmailSubject::default(),
        /// What users want to hear of by mail.
        pub notifications: EmailNotifications = EmailNotifications::default(),
    }
}

section! {
    /// What users want to hear of by mail.
    pub struct EmailNotifications {
        /// A user gets no two such mails within this time: what happens meanwhile is in the next one.
        pub every: Duration = minutes(15) => seconds(0)..=days(7),
    }
}

section! {
    /// The text of mails.
    pub struct EmailBody {
        /// Their last line; the instance's name if empty.
        pub signature: String = String::new(),
    }
}

section! {
    /// The subject of mails.
    pub struct EmailSubject {
        /// What subjects begin with.
        pub prefix: String = "[Tributary] ".to_owned(),
    }
}

section! {
    /// The form that writes to the administrators.
    pub struct ContactForm {
        /// Whether it is offered; it works with outgoing mail alone.
        pub enabled: bool = true,
    }
}
