//! Patterns of LIKE, with `!` as their escape.

use crate::domain::text::fold;

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

/// Finds this text anywhere, whatever its case; nothing where nothing is searched for.
pub(super) fn wanted(search: Option<&str>) -> Option<String> {
    let text = search.filter(|text| !text.is_empty())?;
    Some(anywhere(&fold(text)))
}
