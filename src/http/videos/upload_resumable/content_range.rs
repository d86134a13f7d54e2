//! The header Content-Range of a part (RFC 9110, section 14.4).

use std::str::FromStr;

/// What a request carries, or asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentRange {
    /// `bytes FIRST-LAST/TOTAL`: these bytes of so many.
    Part {
        /// The first byte.
        first: u64,
        /// The last byte, not before the first.
        last: u64,
        /// How many the file has.
        total: u64,
    },
    /// `bytes */TOTAL`: nothing, and how much is there?
    Question {
        /// How many the file has.
        total: u64,
    },
}

/// The header is none of the two.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("should be `bytes FIRST-LAST/TOTAL` with FIRST ≤ LAST < 2^63, or `bytes */TOTAL`")]
pub struct BadContentRange;

impl ContentRange {
    /// How many bytes the file has.
    #[must_use]
    pub const fn total(self) -> u64 {
        match self {
            Self::Part { total, .. } | Self::Question { total } => total,
        }
    }
}

impl FromStr for ContentRange {
    type Err = BadContentRange;

    fn from_str(text: &str) -> Result<Self, BadContentRange> {
        let read = || {
            let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
            let total = number(total)?;
            if range == "*" {
                return Some(Self::Question { total });
            }
            let (first, last) = range.split_once('-')?;
            let (first, last) = (number(first)?, number(last)?);
            (first <= last).then_some(Self::Part { first, last, total })
        };
        read().ok_or(BadContentRange)
    }
}

fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = digits.then(|| text.parse().ok())??;
    i64::try_from(number).is_ok().then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_and_questions_are_read() {
        let part = ContentRange::Part {
            first: 0,
            last: 9,
            total: 20,
        };
        assert_eq!("bytes 0-9/20".parse(), Ok(part));
        assert_eq!(
            "bytes */20".parse(),
            Ok(ContentRange::Question { total: 20 })
        );
    }

    #[test]
    fn lies_are_refused() {
        for text in [
            "",
            "bytes",
            "bytes 5-2/1",
            "bytes 0-9223372036854775808/9223372036854775809",
            "bytes 0-1/*",
            "bytes -1/2",
            "bytes 1-/2",
            "bytes +1-2/3",
            "items 0-1/2",
            "bytes 0-1",
            "bytes 0--1/2",
        ] {
            assert_eq!(text.parse::<ContentRange>(), Err(BadContentRange), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_back(first in 0_u64..1 << 40, length in 1_u64..1 << 40, more in 0_u64..1 << 40) {
            let (last, total) = (first + length - 1, first + length + more);
            let text = format!("bytes {first}-{last}/{total}");
            prop_assert_eq!(text.parse(), Ok(ContentRange::Part { first, last, total }));
        }

        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = text.parse::<ContentRange>();
        }
    }
}
