//! What a video can be filed under: categories, licences and languages, with the numbers and
//! codes that clients of the reference know.

use super::languages::LANGUAGES;

/// A category's number and label.
pub const CATEGORIES: &[(i64, &str)] = &[
    (1, "Music"),
    (2, "Films"),
    (3, "Vehicles"),
    (4, "Art"),
    (5, "Sports"),
    (6, "Travels"),
    (7, "Gaming"),
    (8, "People"),
    (9, "Comedy"),
    (10, "Entertainment"),
    (11, "News & Politics"),
    (12, "How To"),
    (13, "Education"),
    (14, "Activism"),
    (15, "Science & Technology"),
    (16, "Animals"),
    (17, "Kids"),
    (18, "Food"),
];

/// A licence's number and label.
pub const LICENCES: &[(i64, &str)] = &[
    (1, "Attribution"),
    (2, "Attribution - Share Alike"),
    (3, "Attribution - No Derivatives"),
    (4, "Attribution - Non Commercial"),
    (5, "Attribution - Non Commercial - Share Alike"),
    (6, "Attribution - Non Commercial - No Derivatives"),
    (7, "Public Domain Dedication"),
];

/// The label of a category.
#[must_use]
pub fn category(number: i64) -> Option<&'static str> {
    label(CATEGORIES, number)
}

/// The label of a licence.
#[must_use]
pub fn licence(number: i64) -> Option<&'static str> {
    label(LICENCES, number)
}

/// The English name of a language.
#[must_use]
pub fn language(code: &str) -> Option<&'static str> {
    LANGUAGES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, name)| *name)
}

/// Every language that [`language`] knows, by code.
#[must_use]
pub fn languages() -> std::collections::BTreeMap<&'static str, &'static str> {
    LANGUAGES.iter().copied().collect()
}

fn label(list: &[(i64, &'static str)], number: i64) -> Option<&'static str> {
    list.iter()
        .find(|(known, _)| *known == number)
        .map(|(_, label)| *label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_language_is_known_by_its_code() {
        let all = languages();
        assert!(all.len() > 180);
        for (code, name) in all {
            assert_eq!(language(code), Some(name), "{code}");
        }
        assert_eq!(language("fr"), Some("French"));
        assert_eq!(language("zh-Hant"), Some("Traditional Chinese"));
        assert_eq!(language("xx"), None);
    }
}
