//! Patterns of LIKE, with `!` as their escape.

/// Finds exactly this text.
pub(super) fn escaped(text: &str) -> String {
    text.replace('!', "!!")
        .replace('%', "!%")
        .replace('_', "!_")
}

/// Finds this text anywhere.
pub(super) fn anywhere(text: &str) -> String {
    format!("%{}%", escaped(text))
}
