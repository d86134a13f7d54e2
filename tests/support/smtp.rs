//! A mail server that keeps what it is given: SMTP (RFC 5321) with STARTTLS and a login, as strict as a test needs.

use std::{path::Path, sync::Arc};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Mutex, mpsc},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use super::mails::Mail;

/// The name and password that it knows, base64 as PLAIN sends them (RFC 4616).
const LOGIN: &str = "AG1haWxlcgBzZWNyZXQ=";
pub(crate) const USERNAME: &str = "mailer";
pub(crate) const PASSWORD: &str = "secret";

/// The server; it ends with the test.
pub(crate) struct SmtpServer {
    pub(crate) port: u16,
    mails: Mutex<mpsc::UnboundedReceiver<Mail>>,
    /// How many of the next mails it is too busy to take.
    busy: Arc<Mutex<u32>>,
}

impl SmtpServer {
    /// One with the certificate of this folder.
    pub(crate) async fn start(folder: &Path) -> Self {
        let chain = CertificateDer::from_pem_file(folder.join("cert.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).unwrap();
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![chain], key)
            .unwrap();
        let tls = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (send, mails) = mpsc::unbounded_channel();
        let busy = Arc::new(Mutex::new(0));
        let how_busy = Arc::clone(&busy);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (tls, send, busy) = (tls.clone(), send.clone(), Arc::clone(&how_busy));
                tokio::spawn(async move { serve(socket, tls, send, busy).await });
            }
        });
        Self {
            port,
            mails: Mutex::new(mails),
            busy,
        }
    }

    /// Has it refuse this many mails for the moment.
    pub(crate) async fn be_busy(&self, mails: u32) {
        *self.busy.lock().await = mails;
    }

    /// The next mail that it is given.
    pub(crate) async fn next(&self) -> Mail {
        let mut mails = self.mails.lock().await;
        let next = tokio::time::timeout(super::videos::PATIENCE, mails.recv()).await;
        next.expect("a mail comes in time").unwrap()
    }
}

async fn serve(
    mut socket: TcpStream,
    tls: TlsAcceptor,
    mails: mpsc::UnboundedSender<Mail>,
    busy: Arc<Mutex<u32>>,
) -> Option<()> {
    socket.write_all(b"220 localhost ready\r\n").await.ok()?;
    let mut plain = BufReader::new(socket);
    loop {
        let line = line(&mut plain).await?;
        let answer = match line.as_str() {
            hello if hello.starts_with("EHLO") => "250-localhost\r\n250 STARTTLS\r\n",
            "STARTTLS" => break,
            "QUIT" => "221 bye\r\n",
            // Nothing else is said before it is encrypted.
            _ => "530 STARTTLS first\r\n",
        };
        plain.write_all(answer.as_bytes()).await.ok()?;
    }
    plain.write_all(b"220 go on\r\n").await.ok()?;
    let encrypted = tls.accept(plain.into_inner()).await.ok()?;
    let mut encrypted = BufReader::new(encrypted);
    let mut is_in = false;
    loop {
        let line = line(&mut encrypted).await?;
        let answer = match line.as_str() {
            hello if hello.starts_with("EHLO") => "250-localhost\r\n250 AUTH PLAIN\r\n".to_owned(),
            login if login.starts_with("AUTH PLAIN") => {
                is_in = login.ends_with(LOGIN);
                if is_in { "235 in\r\n" } else { "535 no\r\n" }.to_owned()
            }
            _ if !is_in => "530 log in first\r\n".to_owned(),
            from if from.starts_with("MAIL FROM:") => {
                let mut busy = busy.lock().await;
                let answer = if *busy > 0 {
                    "451 later\r\n"
                } else {
                    "250 ok\r\n"
                };
                *busy = busy.saturating_sub(1);
                answer.to_owned()
            }
            to if to.starts_with("RCPT TO:") => "250 ok\r\n".to_owned(),
            "DATA" => {
                encrypted.write_all(b"354 go on\r\n").await.ok()?;
                mails.send(data(&mut encrypted).await?).ok()?;
                "250 kept\r\n".to_owned()
            }
            "QUIT" => {
                encrypted.write_all(b"221 bye\r\n").await.ok()?;
                return Some(());
            }
            _ => "250 ok\r\n".to_owned(),
        };
        encrypted.write_all(answer.as_bytes()).await.ok()?;
    }
}

async fn line(
    stream: &mut (impl AsyncRead + AsyncWrite + AsyncBufReadExt + Unpin),
) -> Option<String> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).await.ok()?;
    (read > 0).then(|| line.trim_end().to_owned())
}

async fn data(
    stream: &mut (impl AsyncRead + AsyncWrite + AsyncBufReadExt + Unpin),
) -> Option<Mail> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(Mail::read(&raw));
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
