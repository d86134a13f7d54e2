//! The host of an instance as it stands in handles and URLs: lower case, with its port unless it is the scheme's own.

/// `example.org` or `example.org:9000`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Host(String);

impl Host {
    /// Folds `text` to lower case; it must be a name or address with an optional port.
    ///
    /// # Errors
    /// When it holds anything that no host has.
    pub fn parse(text: &str) -> Result<Self, NotAHost> {
        let allowed =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        if text.is_empty() || text.len() > 255 || !text.chars().all(allowed) {
            return Err(NotAHost);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no host.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a host name")]
pub struct NotAHost;
