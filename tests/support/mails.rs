//! Mails as they arrive: what they say, and the links in them.

use std::path::Path;

use super::{app::TestApp, wait::until};

/// A mail.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    /// To whom.
    pub(crate) to: String,
    /// Its subject, as it came.
    pub(crate) subject: String,
    /// Everything of it, with the encoding of its lines undone.
    pub(crate) text: String,
}

impl Mail {
    /// Reads one as it goes over the wire.
    pub(crate) fn read(raw: &str) -> Self {
        let header = |name: &str| {
            let line = raw.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_default().trim().to_owned()
        };
        Self {
            to: header("To:"),
            subject: header("Subject:"),
            text: decoded(raw),
        }
    }

    /// The value of a parameter of the first link to this path.
    pub(crate) fn parameter(&self, path: &str, name: &str) -> String {
        let mut links = self
            .text
            .split_whitespace()
            .filter(|word| word.starts_with("https://video.test") && word.contains(path));
        let link = links
            .next()
            .unwrap_or_else(|| panic!("no link to {path}: {}", self.text));
        let link = url::Url::parse(link).unwrap();
        let found = link.query_pairs().find(|(key, _)| key == name);
        found
            .unwrap_or_else(|| panic!("no {name} in {link}"))
            .1
            .into_owned()
    }
}

/// Undoes quoted-printable (RFC 2045) as far as ASCII goes.
fn decoded(raw: &str) -> String {
    let joined = raw.replace("=\r\n", "").replace("=\n", "");
    let mut text = String::new();
    let mut rest = joined.as_str();
    while let Some((before, after)) = rest.split_once('=') {
        text.push_str(before);
        let code = after
            .get(..2)
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        match code {
            Some(byte) => {
                text.push(char::from(byte));
                rest = &after[2..];
            }
            None => {
                text.push('=');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

/// The mails in the folder of a server that has no other way, in no order.
pub(crate) fn kept(app: &TestApp) -> Vec<Mail> {
    let folder = app.app().config.smtp.folder.absolute();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let is_mail = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".eml") && !name.starts_with('.')
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    let raw = paths
        .filter(|path| is_mail(path))
        .map(|path| std::fs::read_to_string(path).unwrap());
    raw.map(|raw| Mail::read(&raw)).collect()
}

/// Waits for the mail to this address with this in its subject.
pub(crate) async fn to(app: &TestApp, address: &str, subject: &str) -> Mail {
    until("the mail is there", async || {
        let mut mails = kept(app).into_iter();
        mails.find(|mail| mail.to.contains(address) && mail.subject.contains(subject))
    })
    .await
}

/// Has every mail sent that is in the queue, and those kept away that there are.
pub(crate) async fn forget(app: &TestApp) {
    app.jobs_done().await;
    let folder = app.app().config.smtp.folder.absolute();
    if folder.exists() {
        std::fs::remove_dir_all(folder).unwrap();
    }
}
