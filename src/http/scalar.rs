//! Single values as callers write them in queries and forms: booleans, numbers, dates.
//!
//! Each function answers the value, or what would have been right.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound};

use crate::domain::Timestamp;

/// `true` or `false`, and nothing else.
///
/// # Errors
/// When it is another word.
pub fn boolean(text: &str) -> Result<bool, &'static str> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err("should be true or false"),
    }
}

/// A whole number within `range`.
///
/// # Errors
/// When it is none, or outside.
pub fn integer(text: &str, range: &RangeInclusive<i64>) -> Result<i64, String> {
    text.parse()
        .map_or_else(|_| Err(bounds(range)), |number| within(number, range))
}

/// Holds a number to its bounds.
///
/// # Errors
/// When it is outside.
pub fn within(number: i64, range: &RangeInclusive<i64>) -> Result<i64, String> {
    if range.contains(&number) {
        Ok(number)
    } else {
        Err(bounds(range))
    }
}

/// The sentence for a number that is none or outside `range`.
#[must_use]
pub fn bounds(range: &RangeInclusive<i64>) -> String {
    match (*range.start(), *range.end()) {
        (i64::MIN, i64::MAX) => "should be a whole number".to_owned(),
        (least, i64::MAX) => format!("should be a whole number of at least {least}"),
        (i64::MIN, most) => format!("should be a whole number of at most {most}"),
        (least, most) => format!("should be a whole number between {least} and {most}"),
    }
}

/// A moment: RFC 3339, or its shorter forms in UTC (no offset, or the day alone), as browsers'
/// date fields send them. Years that take more than four digits are refused: they do not sort as
/// text, which one of the databases does.
///
/// # Errors
/// When it is none of them.
pub fn date(text: &str) -> Result<Timestamp, &'static str> {
    let moment = DateTime::parse_from_rfc3339(text).map(|moment| moment.to_utc());
    let local = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f");
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d");
    moment
        .or_else(|_| local().map(|local| local.and_utc()))
        .or_else(|_| day().map(|day| day.and_time(NaiveTime::MIN).and_utc()))
        .ok()
        .filter(|moment| (1..=9999).contains(&moment.year()))
        .map(|moment| moment.trunc_subsecs(3))
        .ok_or("should be a date such as 2017-10-01T10:52:46.396Z")
}

/// Refuses what a database cannot keep: PostgreSQL takes no text with a zero byte in it.
///
/// # Errors
/// When there is one.
pub fn text(text: &str) -> Result<&str, &'static str> {
    if text.contains('\0') {
        Err("should not have a zero byte in it")
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_are_true_and_false_only() {
        assert_eq!(boolean("true"), Ok(true));
        assert_eq!(boolean("false"), Ok(false));
        for other in ["", "1", "0", "yes", "True", "null"] {
            assert!(boolean(other).is_err(), "{other}");
        }
    }

    #[test]
    fn integers_are_held_to_their_bounds() {
        assert_eq!(integer("0", &(0..=3)), Ok(0));
        assert_eq!(integer("3", &(0..=3)), Ok(3));
        for other in ["4", "-1", "1.5", "1e1", "", " 1", "99999999999999999999"] {
            let message = integer(other, &(0..=3)).expect_err(other);
            assert_eq!(message, "should be a whole number between 0 and 3");
        }
    }

    #[test]
    fn dates_are_rfc_3339_or_shorter_in_utc_and_whole_milliseconds() {
        let at = |text| date(text).map(|date| date.to_rfc3339());
        for (text, expected) in [
            ("2017-10-01T10:52:46.3967Z", "2017-10-01T10:52:46.396+00:00"),
            ("2017-10-01T12:52:46+02:00", "2017-10-01T10:52:46+00:00"),
            ("2017-10-01T10:52:46", "2017-10-01T10:52:46+00:00"),
            ("2017-10-01", "2017-10-01T00:00:00+00:00"),
        ] {
            assert_eq!(at(text).as_deref(), Ok(expected), "{text}");
        }
        for other in [
            "",
            "yesterday",
            "2017-13-01",
            "+300000-01-01T00:00:00Z",
            "1506855166396",
        ] {
            assert!(date(other).is_err(), "{other}");
        }
    }

    #[test]
    fn a_zero_byte_is_no_text() {
        assert!(text("a\0b").is_err());
        assert_eq!(text("a b"), Ok("a b"));
    }
}
