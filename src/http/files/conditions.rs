//! Conditional requests (RFC 9110, 13): whether the caller has the content already, or has another
//! than they think; pure.

use actix_web::http::header::{
    HeaderMap, HeaderName, HttpDate, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE,
    IF_UNMODIFIED_SINCE,
};

use super::version::Version;

/// What follows from the conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Send it.
    Send,
    /// The caller has it: 304.
    NotModified,
    /// It is not what the caller thinks: 412.
    Failed,
}

/// The conditions of a GET or HEAD request.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    matching: Option<String>,
    none_matching: Option<String>,
    modified_since: Option<HttpDate>,
    unmodified_since: Option<HttpDate>,
    range: Option<String>,
}

impl Conditions {
    /// Reads them; a date that is none is no condition.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let date = |name| text(headers, name)?.parse().ok();
        Self {
            matching: text(headers, IF_MATCH),
            none_matching: text(headers, IF_NONE_MATCH),
            modified_since: date(IF_MODIFIED_SINCE),
            unmodified_since: date(IF_UNMODIFIED_SINCE),
            range: text(headers, IF_RANGE),
        }
    }

    /// Applies them in the order of the standard: a tag speaks before a date.
    #[must_use]
    pub fn judge(&self, version: &Version) -> Verdict {
        let modified = version.last_modified();
        let is_expected = match (&self.matching, self.unmodified_since) {
            (Some(list), _) => is_any(list) || has_strong(list, version),
            (None, Some(date)) => modified <= date,
            (None, None) => true,
        };
        let is_known = match (&self.none_matching, self.modified_since) {
            (Some(list), _) => is_any(list) || has(list, version),
            (None, Some(date)) => modified <= date,
            (None, None) => false,
        };
        match (is_expected, is_known) {
            (false, _) => Verdict::Failed,
            (true, true) => Verdict::NotModified,
            (true, false) => Verdict::Send,
        }
    }

    /// Whether a range may be taken of this version: without `If-Range`, of any.
    #[must_use]
    pub fn range_holds(&self, version: &Version) -> bool {
        let Some(condition) = &self.range else {
            return true;
        };
        match condition.parse::<HttpDate>() {
            Ok(date) => date == version.last_modified(),
            Err(_) => has_strong(condition, version),
        }
    }
}

/// The lines of a header as one: a list may be spread over several.
fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let lines: Vec<&str> = headers
        .get_all(name)
        .filter_map(|line| line.to_str().ok())
        .collect();
    (!lines.is_empty()).then(|| lines.join(", "))
}

fn is_any(list: &str) -> bool {
    list.trim() == "*"
}

fn has(list: &str, version: &Version) -> bool {
    tags(list).any(|(_, tag)| tag == version.tag())
}

fn has_strong(list: &str, version: &Version) -> bool {
    tags(list).any(|(weak, tag)| !weak && tag == version.tag())
}

/// The tags of a list, each with whether it is weak, up to the first that is none.
fn tags(list: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = list;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let (weak, quoted) = match rest.strip_prefix("W/") {
            Some(quoted) => (true, quoted),
            None => (false, rest),
        };
        let (tag, more) = quoted.strip_prefix('"')?.split_once('"')?;
        rest = more;
        Some((weak, tag))
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use actix_web::http::header::HeaderValue;

    use super::*;

    const BEFORE: &str = "Mon, 07 Nov 1994 08:48:36 GMT";
    const EXACTLY: &str = "Mon, 07 Nov 1994 08:48:37 GMT";
    const AFTER: &str = "Mon, 07 Nov 1994 08:48:38 GMT";

    fn version() -> Version {
        let modified = SystemTime::UNIX_EPOCH + Duration::from_millis(784_198_117_500);
        Version::of_file("a.mp4", 7, modified)
    }

    fn conditions(headers: &[(HeaderName, &str)]) -> Conditions {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.clone(), HeaderValue::from_str(value).unwrap());
        }
        Conditions::of(&map)
    }

    #[test]
    fn each_condition_alone() {
        let tag = version().entity_tag();
        let weak = format!("W/{tag}");
        let among = format!("\"x,y\" , {weak},\"z\"");
        for (name, value, expected) in [
            (IF_NONE_MATCH, tag.as_str(), Verdict::NotModified),
            (IF_NONE_MATCH, &weak, Verdict::NotModified),
            (IF_NONE_MATCH, &among, Verdict::NotModified),
            (IF_NONE_MATCH, "*", Verdict::NotModified),
            (IF_NONE_MATCH, "\"other\"", Verdict::Send),
            (IF_NONE_MATCH, "no tag", Verdict::Send),
            (IF_MODIFIED_SINCE, BEFORE, Verdict::Send),
            (IF_MODIFIED_SINCE, EXACTLY, Verdict::NotModified),
            (IF_MODIFIED_SINCE, AFTER, Verdict::NotModified),
            (IF_MODIFIED_SINCE, "yesterday", Verdict::Send),
            (IF_MATCH, &tag, Verdict::Send),
            (IF_MATCH, "*", Verdict::Send),
            (IF_MATCH, &weak, Verdict::Failed),
            (IF_MATCH, "\"other\"", Verdict::Failed),
            (IF_UNMODIFIED_SINCE, BEFORE, Verdict::Failed),
            (IF_UNMODIFIED_SINCE, EXACTLY, Verdict::Send),
            (IF_UNMODIFIED_SINCE, "yesterday", Verdict::Send),
        ] {
            let found = conditions(&[(name.clone(), value)]).judge(&version());
            assert_eq!(found, expected, "{name}: {value}");
        }
        assert_eq!(Conditions::default().judge(&version()), Verdict::Send);
    }

    #[test]
    fn a_tag_speaks_before_a_date() {
        let tag = version().entity_tag();
        let judge = |headers: &[_]| conditions(headers).judge(&version());
        let changed = [(IF_NONE_MATCH, "\"other\""), (IF_MODIFIED_SINCE, AFTER)];
        assert_eq!(judge(&changed), Verdict::Send);
        let matching = [(IF_MATCH, tag.as_str()), (IF_UNMODIFIED_SINCE, BEFORE)];
        assert_eq!(judge(&matching), Verdict::Send);
        let both = [(IF_MATCH, "\"other\""), (IF_NONE_MATCH, tag.as_str())];
        assert_eq!(judge(&both), Verdict::Failed);
        let lines = [(IF_NONE_MATCH, "\"other\""), (IF_NONE_MATCH, tag.as_str())];
        assert_eq!(judge(&lines), Verdict::NotModified);
    }

    #[test]
    fn a_range_is_taken_of_the_version_that_was_meant() {
        let tag = version().entity_tag();
        let weak = format!("W/{tag}");
        for (value, holds) in [
            (tag.as_str(), true),
            (&weak, false),
            ("\"other\"", false),
            (EXACTLY, true),
            (BEFORE, false),
            (AFTER, false),
            ("nonsense", false),
        ] {
            let found = conditions(&[(IF_RANGE, value)]).range_holds(&version());
            assert_eq!(found, holds, "{value}");
        }
        assert!(Conditions::default().range_holds(&version()));
    }
}
