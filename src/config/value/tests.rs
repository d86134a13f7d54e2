//! Durations and sizes on tables, and every text form against what reads it.

use std::time::Duration;

use proptest::prelude::*;

use super::{ByteSize, Cidr, HostName, Leaf, Limit, days, hours, minutes, seconds};
use crate::config::node::{Kind, Node, Origin};

fn read<T: Leaf>(text: &str) -> Option<T> {
    T::parse(&Node {
        origin: Origin::Default,
        kind: Kind::Scalar(text.to_owned()),
    })
}

#[test]
fn durations_are_read_as_operators_write_them() {
    let table = [
        ("5 minutes", Some(minutes(5))),
        ("1 hour", Some(hours(1))),
        ("2 days", Some(days(2))),
        ("10 seconds", Some(seconds(10))),
        ("10s", Some(seconds(10))),
        ("1 hour 30 minutes", Some(minutes(90))),
        ("1h30min", Some(minutes(90))),
        ("2 Weeks", Some(days(14))),
        ("1 month", Some(days(30))),
        ("1 year", Some(days(365))),
        ("250 ms", Some(Duration::from_millis(250))),
        ("5000", Some(seconds(5))),
        ("0", Some(seconds(0))),
        ("", None),
        (" ", None),
        ("minutes", None),
        ("5 parsecs", None),
        ("-5 minutes", None),
        ("1.5 hours", None),
        ("5 minutes 3", None),
        ("5 5 minutes", None),
        ("99999999999999999999 days", None),
        ("999999999999999999 days", None),
    ];
    for (text, expected) in table {
        assert_eq!(read::<Duration>(text), expected, "{text:?}");
    }
}

#[test]
fn sizes_are_powers_of_1024() {
    let table = [
        ("100MB", Some(100 << 20)),
        ("5GB", Some(5 << 30)),
        ("1GiB", Some(1 << 30)),
        ("1 gb", Some(1 << 30)),
        ("64k", Some(64 << 10)),
        ("1GB 512MB", Some((1 << 30) + (512 << 20))),
        ("2TB", Some(2 << 40)),
        ("12B", Some(12)),
        ("1048576", Some(1 << 20)),
        ("", None),
        ("MB", None),
        ("1PB", None),
        ("1.5GB", None),
        ("-1", None),
        ("20000000TB", None),
    ];
    for (text, expected) in table {
        assert_eq!(
            read::<ByteSize>(text),
            expected.map(ByteSize::new),
            "{text:?}"
        );
    }
}

#[test]
fn host_names_are_names_or_addresses() {
    for text in [
        "localhost",
        "video.example.org",
        "192.0.2.1",
        "::1",
        "a_b.example",
        "xn--bcher-kva.example",
    ] {
        assert!(read::<HostName>(text).is_some(), "{text}");
    }
    let long = "a".repeat(64);
    for text in [
        "",
        "a..b",
        "example.org:80",
        "a b",
        "a/b",
        "me@example.org",
        "[::1]",
        "-a",
        "a-",
        &long,
    ] {
        assert!(read::<HostName>(text).is_none(), "{text}");
    }
}

proptest! {
    #[test]
    fn a_duration_that_is_shown_is_read_as_itself(millis in prop_oneof![0..100_000_u64, any::<u64>()], scale in 0..4_usize) {
        let unit = [1, 1000, 60_000, 86_400_000][scale];
        let duration = Duration::from_millis(millis.saturating_mul(unit));
        prop_assert_eq!(read::<Duration>(&duration.show()), Some(duration));
    }

    #[test]
    fn a_size_that_is_shown_is_read_as_itself(count in any::<u64>(), shift in 0..5_u32) {
        let size = ByteSize::new(count.checked_shl(shift * 10).unwrap_or(count));
        prop_assert_eq!(read::<ByteSize>(&size.show()), Some(size));
        let limit = Limit::AtMost(size);
        prop_assert_eq!(read::<Limit<ByteSize>>(&limit.show()), Some(limit));
    }

    #[test]
    fn no_text_breaks_a_reader(text in any::<String>()) {
        let _ = (read::<Duration>(&text), read::<ByteSize>(&text), read::<HostName>(&text), read::<Cidr>(&text));
        let _ = crate::config::yaml::parse(&text, std::path::Path::new("any.yaml"));
    }

    #[test]
    fn no_sum_of_parts_overflows(parts in prop::collection::vec((any::<u64>(), "[a-z]{1,7}"), 1..6)) {
        let text: Vec<String> = parts.iter().map(|(number, unit)| format!("{number}{unit}")).collect();
        let _ = (read::<Duration>(&text.join(" ")), read::<ByteSize>(&text.join(" ")));
    }
}
