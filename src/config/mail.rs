//! Outgoing e-mail.

use super::{
    section::section,
    value::{Folder, HostName, Secret},
};

section! {
    /// The server that takes outgoing mail. Read by e-mail, which is off while hostname is null.
    pub struct Smtp {
        /// The server's host; null sends no mail at all.
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
    /// Whether mail can be sent; reported as `email.enabled` by GET /api/v1/config.
    #[must_use]
    pub const fn enabled(&self) -> bool {
        self.hostname.is_some()
    }
}

section! {
    /// How mails look. Read by e-mail.
    pub struct Email {
        /// The text.
        pub body: EmailBody = EmailBody::default(),
        /// The subject.
        pub subject: EmailSubject = EmailSubject::default(),
    }
}

section! {
    /// The text of mails.
    pub struct EmailBody {
        /// Their last line; the instance's name if empty. Read by e-mail.
        pub signature: String = String::new(),
    }
}

section! {
    /// The subject of mails.
    pub struct EmailSubject {
        /// What subjects begin with. Read by e-mail.
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
