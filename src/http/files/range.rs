//! Which bytes a header `Range` asks for (RFC 9110, 14.2); pure.

use std::ops::Range;

/// With more ranges than this a request is an attack, or as good as one.
const MOST_RANGES: usize = 8;

/// What of the content is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    Whole,
    /// These bytes, at least one and all within the content.
    Part(Range<u64>),
    /// Nothing: the content has no such bytes.
    Unsatisfiable,
}

/// Decides what `header` wants of a content of `size` bytes.
///
/// What is malformed asks for nothing special. Several ranges are answered with the whole, as the
/// standard allows: players do not ask so, and the parts could together be more than the whole.
#[must_use]
pub fn wanted(header: &str, size: u64) -> Wanted {
    let Some((unit, list)) = header.split_once('=') else {
        return Wanted::Whole;
    };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Wanted::Whole;
    }
    let ranges = list
        .split(',')
        .map(str::trim)
        .filter(|range| !range.is_empty());
    let Some(specified) = ranges.map(Specified::parse).collect::<Option<Vec<_>>>() else {
        return Wanted::Whole;
    };
    match specified.as_slice() {
        [] => Wanted::Whole,
        [one] => one.within(size).map_or(Wanted::Unsatisfiable, Wanted::Part),
        several if several.len() > MOST_RANGES => Wanted::Unsatisfiable,
        _ => Wanted::Whole,
    }
}

/// One range as the header says it.
#[derive(Clone, Copy)]
enum Specified {
    /// First and last byte, both included.
    FromTo(u64, u64),
    /// The last bytes, so many.
    Last(u64),
}

impl Specified {
    fn parse(text: &str) -> Option<Self> {
        match text.split_once('-')? {
            ("", count) => number(count).map(Self::Last),
            (first, "") => Some(Self::FromTo(number(first)?, u64::MAX)),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some(Self::FromTo(first, last))
            }
        }
    }

    fn within(self, size: u64) -> Option<Range<u64>> {
        let range = match self {
            Self::FromTo(first, last) => first..last.saturating_add(1).min(size),
            Self::Last(count) => size.saturating_sub(count)..size,
        };
        (!range.is_empty()).then_some(range)
    }
}

/// A number of any length: one that is too large for us is beyond every file too.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_forms_of_a_single_range() {
        for (header, expected) in [
            ("bytes=0-0", Wanted::Part(0..1)),
            ("bytes=10-19", Wanted::Part(10..20)),
            ("bytes=10-", Wanted::Part(10..100)),
            ("bytes=-10", Wanted::Part(90..100)),
            ("bytes=-1000", Wanted::Part(0..100)),
            ("bytes=90-1000", Wanted::Part(90..100)),
            ("BYTES = 1-2", Wanted::Part(1..3)),
            ("bytes=,1-2 ,", Wanted::Part(1..3)),
            ("bytes=5-99999999999999999999999999", Wanted::Part(5..100)),
        ] {
            assert_eq!(wanted(header, 100), expected, "{header}");
        }
    }

    #[test]
    fn what_lies_beyond_the_end_cannot_be_had() {
        for header in [
            "bytes=100-",
            "bytes=100-200",
            "bytes=-0",
            "bytes=99999999999999999999999999-",
        ] {
            assert_eq!(wanted(header, 100), Wanted::Unsatisfiable, "{header}");
        }
        for header in ["bytes=0-", "bytes=-5", "bytes=0-0"] {
            assert_eq!(wanted(header, 0), Wanted::Unsatisfiable, "{header}");
        }
    }

    #[test]
    fn what_is_malformed_asks_for_nothing_special() {
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=2-1",
            "bytes=+1-2",
            "bytes=1",
            "bytes=1-2-3",
            "bytes=0x1-2",
            "items=0-1",
            "bytes=1-2,x",
        ] {
            assert_eq!(wanted(header, 100), Wanted::Whole, "{header}");
        }
    }

    #[test]
    fn several_ranges_get_the_whole_and_very_many_nothing() {
        let many = |count| format!("bytes={}", vec!["0-"; count].join(","));
        assert_eq!(wanted(&many(2), 100), Wanted::Whole);
        assert_eq!(wanted(&many(MOST_RANGES), 100), Wanted::Whole);
        assert_eq!(wanted(&many(MOST_RANGES + 1), 100), Wanted::Unsatisfiable);
        assert_eq!(wanted(&many(1000), 100), Wanted::Unsatisfiable);
    }

    proptest! {
        #[test]
        fn a_range_is_the_slice_it_names(first in 0_usize..300, length in 1_usize..300, size in 0_usize..300) {
            let content: Vec<usize> = (0..size).collect();
            let expected: Vec<usize> = content.iter().copied().skip(first).take(length).collect();
            let header = format!("bytes={first}-{}", first + length - 1);
            match wanted(&header, size as u64) {
                Wanted::Part(range) => prop_assert_eq!(&content[range.start as usize..range.end as usize], &expected[..]),
                other => {
                    prop_assert!(expected.is_empty());
                    prop_assert_eq!(other, Wanted::Unsatisfiable);
                }
            }
        }

        #[test]
        fn a_suffix_is_the_end_of_the_content(count in 0_u64..300, size in 0_u64..300) {
            match wanted(&format!("bytes=-{count}"), size) {
                Wanted::Part(range) => {
                    prop_assert_eq!(range.end, size);
                    prop_assert_eq!(range.end - range.start, count.min(size));
                }
                other => {
                    prop_assert!(count.min(size) == 0);
                    prop_assert_eq!(other, Wanted::Unsatisfiable);
                }
            }
        }

        #[test]
        fn no_header_leads_outside_the_content(header in "(bytes=)?[0-9, -]{0,60}", size: u64) {
            if let Wanted::Part(range) = wanted(&header, size) {
                prop_assert!(range.start < range.end && range.end <= size);
            }
        }
    }
}
