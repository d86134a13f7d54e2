//! The address of the database, which may hold a password.

use std::{fmt, path::PathBuf};

use url::Url;

use crate::config::node::Node;

use super::{Leaf, scalar::quoted};

/// `sqlite:FILE` or `postgres://USER:PASSWORD@HOST:PORT/NAME`; `Debug` hides the password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The SQLite database in the file at `path`.
    #[must_use]
    pub fn sqlite(path: &str) -> Self {
        Self(format!("sqlite:{path}"))
    }

    /// With the password: for the store alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// SQLite's file; nothing for PostgreSQL and for a database in memory.
    #[must_use]
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let path = self.0.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        let path = path.split('?').next().unwrap_or(path);
        (!path.is_empty() && path != ":memory:").then(|| PathBuf::from(path))
    }

    /// With the password replaced.
    fn masked(&self) -> String {
        match Url::parse(&self.0) {
            Ok(mut url) if url.password().is_some() => match url.set_password(Some("***")) {
                Ok(()) => url.to_string(),
                Err(()) => format!("{}:…", url.scheme()),
            },
            _ => self.0.clone(),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({})", self.masked())
    }
}

impl Leaf for DatabaseUrl {
    const SECRET: bool = true;

    fn accepted() -> String {
        "'sqlite:FILE' or 'postgres://USER:PASSWORD@HOST:PORT/NAME'".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        let text = node.text()?;
        let known = match text.split_once(':')? {
            ("sqlite", path) => !path.trim_start_matches('/').is_empty(),
            ("postgres" | "postgresql", _) => Url::parse(text).is_ok_and(|url| url.has_host()),
            _ => false,
        };
        known.then(|| Self(text.to_owned()))
    }

    fn show(&self) -> String {
        quoted(&self.masked())
    }
}
