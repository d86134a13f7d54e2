//! Text that people write: how long it may be, and how it is folded for search.

/// The text is too short or too long, counted in characters.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("should have between {min} and {max} characters")]
pub struct WrongLength {
    /// Fewest characters allowed.
    pub min: usize,
    /// Most characters allowed.
    pub max: usize,
}

/// Checks the length of `text` in characters.
///
/// # Errors
/// When it is outside `min..=max`.
pub fn check_length(text: &str, min: usize, max: usize) -> Result<(), WrongLength> {
    let length = text.chars().count();
    if (min..=max).contains(&length) {
        Ok(())
    } else {
        Err(WrongLength { min, max })
    }
}

/// The form that search and uniqueness compare: lower case beyond ASCII too,
/// because SQLite folds ASCII only.
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}
