//! Passwords of users (schema `password` of the contract) and of videos.

/// A password as a person typed it; never shown, not even by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// The password is too short or too long.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a password has 6 to 255 characters")]
pub struct BadPassword;

impl Password {
    /// A password to be set.
    ///
    /// # Errors
    /// When it has fewer than 6 or more than 255 characters.
    pub fn new(text: String) -> Result<Self, BadPassword> {
        if (6..=255).contains(&text.chars().count()) {
            Ok(Self(text))
        } else {
            Err(BadPassword)
        }
    }

    /// A password to be compared only: any text will do.
    #[must_use]
    pub fn to_compare(text: String) -> Self {
        Self(text)
    }

    /// The text, for the hash function.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}
