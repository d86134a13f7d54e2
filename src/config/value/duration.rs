//! Lengths of time, as operators of the reference write them: '5 minutes', '2 days', or plain
//! milliseconds.

use std::time::Duration;

use crate::config::node::Node;

use super::{Leaf, quantity};

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Units to show a duration in, the largest first.
const SHOWN: [(&str, u64); 4] = [
    ("day", DAY),
    ("hour", HOUR),
    ("minute", MINUTE),
    ("second", SECOND),
];

/// `count` thousandths of a second.
#[must_use]
pub const fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// `count` seconds.
#[must_use]
pub const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// `count` minutes.
#[must_use]
pub const fn minutes(count: u64) -> Duration {
    Duration::from_millis(count * MINUTE)
}

/// `count` hours.
#[must_use]
pub const fn hours(count: u64) -> Duration {
    Duration::from_millis(count * HOUR)
}

/// `count` days of 24 hours.
#[must_use]
pub const fn days(count: u64) -> Duration {
    Duration::from_millis(count * DAY)
}

/// Milliseconds of a unit. A month is 30 days, a year 365.
fn unit(name: &str) -> Option<u64> {
    Some(match name {
        "" | "ms" | "millisecond" | "milliseconds" => 1,
        "s" | "sec" | "secs" | "second" | "seconds" => SECOND,
        "m" | "min" | "mins" | "minute" | "minutes" => MINUTE,
        "h" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => DAY,
        "w" | "week" | "weeks" => 7 * DAY,
        "month" | "months" => 30 * DAY,
        "year" | "years" => 365 * DAY,
        _ => return None,
    })
}

impl Leaf for Duration {
    fn accepted() -> String {
        "a duration such as '5 minutes', '2 days', '1 hour 30 minutes', or milliseconds".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        quantity::sum(node.text()?, unit).map(Self::from_millis)
    }

    fn show(&self) -> String {
        let millis = u64::try_from(self.as_millis()).unwrap_or(u64::MAX);
        match quantity::largest_unit(millis, &SHOWN) {
            Some((1, name)) => format!("1 {name}"),
            Some((count, name)) => format!("{count} {name}s"),
            None => millis.to_string(),
        }
    }
}
