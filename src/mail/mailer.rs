//! The ways that mails go: to a mail server, to a program of this machine, or into a folder.

use std::path::{Path, PathBuf};

use lettre::{
    AsyncSendmailTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    address::AddressError,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::{
        sendmail,
        smtp::{
            self,
            authentication::Credentials,
            client::{Certificate, Tls, TlsParameters},
            extension::ClientId,
        },
    },
};
use tokio::{io::AsyncWriteExt, time::timeout};

use super::Mail;
use crate::{
    config::{Config, MailTransport, Smtp},
    domain::random,
};

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address, ours or theirs, is none that mail knows.
    #[error("no address for mail: {0}")]
    Address(#[from] AddressError),
    /// What should be a mail is none.
    #[error("cannot write the mail: {0}")]
    Message(#[from] lettre::error::Error),
    /// The mail server refused it, or is away.
    #[error("the mail server (smtp.hostname): {0}")]
    Smtp(#[from] smtp::Error),
    /// The program refused it.
    #[error("the program that sends mail (smtp.sendmail): {0}")]
    Sendmail(#[from] sendmail::Error),
    /// The folder cannot be written, or a certificate cannot be read.
    #[error("{path}: {source}")]
    Disk {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It took longer than `smtp.timeout`.
    #[error("handing over the mail took too long (smtp.timeout)")]
    TooSlow,
}

impl MailError {
    /// Whether trying again may help.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Address(_) | Self::Message(_) => false,
            Self::Smtp(error) => !error.is_permanent(),
            Self::Sendmail(_) | Self::Disk { .. } | Self::TooSlow => true,
        }
    }
}

enum Way {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Sendmail(AsyncSendmailTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// Sends mails in the name of this instance.
pub struct Mailer {
    way: Way,
    from: Mailbox,
    host: String,
    within: std::time::Duration,
}

impl Mailer {
    /// The way that the configuration says.
    ///
    /// # Errors
    /// When a file of it cannot be read or an address is none.
    pub async fn new(config: &Config) -> Result<Self, MailError> {
        let smtp = &config.smtp;
        let way = match (smtp.transport, &smtp.hostname) {
            (MailTransport::Sendmail, _) => {
                let program = smtp.sendmail.absolute();
                Way::Sendmail(AsyncSendmailTransport::new_with_command(program))
            }
            (MailTransport::Smtp, Some(host)) => {
                let own = config.webserver.host();
                Way::Smtp(Box::new(transport(smtp, &host.to_string(), own).await?))
            }
            (MailTransport::Smtp, None) => Way::Folder(smtp.folder.absolute()),
        };
        Ok(Self {
            way,
            from: Mailbox::new(
                Some(config.instance.name.clone()),
                smtp.from_address.parse()?,
            ),
            host: config.webserver.host(),
            within: smtp.timeout,
        })
    }

    /// Sends a mail.
    ///
    /// # Errors
    /// When it did not go out.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = self.message(mail)?;
        let handed_over = async {
            match &self.way {
                Way::Smtp(server) => server.send(message).await.map(drop)?,
                Way::Sendmail(program) => program.send(message).await?,
                Way::Folder(folder) => keep(folder, &message.formatted()).await?,
            }
            Ok(())
        };
        timeout(self.within, handed_over)
            .await
            .unwrap_or(Err(MailError::TooSlow))
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let (id, host) = (random::token(), &self.host);
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, mail.to.as_str().parse()?))
            .subject(&mail.subject)
            .message_id(Some(format!("<{id}@{host}>")))
            // No answer by machine, please (RFC 3834).
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(
                mail.text.clone(),
                mail.html.clone(),
            ))?;
        Ok(message)
    }
}

async fn transport(
    smtp: &Smtp,
    host: &str,
    own: String,
) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let mut parameters = TlsParameters::builder(host.to_owned());
    if let Some(file) = &smtp.ca_file {
        let path = file.absolute();
        let read = tokio::fs::read(&path).await;
        let pem = read.map_err(|source| MailError::Disk { path, source })?;
        parameters = parameters.add_root_certificate(Certificate::from_pem(&pem)?);
    }
    let parameters = parameters.build()?;
    let tls = match (smtp.tls, smtp.disable_starttls) {
        (true, _) => Tls::Wrapper(parameters),
        (false, true) => Tls::None,
        // With a login, nothing is said before the connection is encrypted.
        (false, false) if smtp.username.is_some() => Tls::Required(parameters),
        (false, false) => Tls::Opportunistic(parameters),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
        .port(smtp.port)
        .tls(tls)
        .timeout(Some(smtp.timeout))
        .hello_name(ClientId::Domain(own));
    if let (Some(name), Some(password)) = (&smtp.username, &smtp.password) {
        let password = password.reveal().to_owned();
        builder = builder.credentials(Credentials::new(name.clone(), password));
    }
    Ok(builder.build())
}

/// Writes it beside its place first, so that nobody reads half a mail.
async fn keep(folder: &Path, mail: &[u8]) -> Result<(), MailError> {
    let name = format!("{}.eml", random::token());
    let (begun, path) = (folder.join(format!(".{name}")), folder.join(name));
    let written = async {
        tokio::fs::create_dir_all(folder).await?;
        let mut options = tokio::fs::OpenOptions::new();
        let mut file = options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&begun)
            .await?;
        file.write_all(mail).await?;
        file.sync_all().await?;
        tokio::fs::rename(&begun, &path).await
    };
    written
        .await
        .map_err(|source| MailError::Disk { path, source })
}
