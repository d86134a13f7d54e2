//! The languages that mails are written in.

/// One of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum MailLanguage {
    /// English, which everybody gets who has not said otherwise.
    #[default]
    #[serde(rename = "en")]
    English,
    /// French.
    #[serde(rename = "fr")]
    French,
}

impl MailLanguage {
    const ALL: [Self; 2] = [Self::English, Self::French];

    /// Its code (ISO 639-1).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// The language with this code, whatever its region.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let primary = code.trim().split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.code()))
    }

    /// The one of ours that is liked best (RFC 9110, Accept-Language).
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        // What is longer than this is no browser's.
        for item in header.split(',').take(50) {
            let (code, weight) = item.split_once(";q=").unwrap_or((item, "1"));
            let weight: f32 = weight.trim().parse().unwrap_or_default();
            let is_better = best.is_none_or(|(_, known)| weight > known);
            if let Some(language) = Self::of(code)
                && weight > 0.0
                && is_better
            {
                best = Some((language, weight));
            }
        }
        best.map(|(language, _)| language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_liked_best_is_found() {
        for (header, expected) in [
            ("fr-CH, fr;q=0.9, en;q=0.8", Some(MailLanguage::French)),
            ("de, en;q=0.5, fr;q=0.7", Some(MailLanguage::French)),
            ("EN_us", Some(MailLanguage::English)),
            ("de, fr;q=0", None),
            ("de;q=x, ,;q=", None),
            ("", None),
        ] {
            assert_eq!(MailLanguage::accepted(header), expected, "{header}");
        }
    }
}
