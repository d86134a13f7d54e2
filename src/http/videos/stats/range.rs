//! The range that statistics are asked for, and how finely it is known.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike as _, Months, NaiveTime, TimeDelta};

use crate::{
    domain::{Granularity, Timestamp},
    http::query::Query,
};

/// What is about to be forgotten is not counted on.
const RESERVE: TimeDelta = TimeDelta::days(1);
/// The longest range that is cut into minutes, hours and days; beyond that it is months.
const IN_MINUTES: TimeDelta = TimeDelta::hours(6);
const IN_HOURS: TimeDelta = TimeDelta::days(7);
const IN_DAYS: TimeDelta = TimeDelta::days(731);
/// No range is longer.
const LONGEST: TimeDelta = TimeDelta::days(36_600);
/// No date is earlier or later, in seconds since 1970: 1970 and 9999.
const DATES: RangeInclusive<i64> = 0..=253_402_300_799;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// `startDate`.
    pub(super) start: Option<Timestamp>,
    /// `endDate`.
    pub(super) end: Option<Timestamp>,
}

/// Reads `startDate` and `endDate`; notes what is wrong with them.
pub(super) fn read(query: &Query) -> Asked {
    let date = |name| {
        let date = query.date(name)?;
        if DATES.contains(&date.timestamp()) {
            return Some(date);
        }
        query.problem(name, "should be between the years 1970 and 9999");
        None
    };
    let (start, end) = (date("startDate"), date("endDate"));
    if let (Some(start), Some(end)) = (start, end) {
        if start > end {
            query.problem("endDate", "should not be before startDate");
        } else if end - start > LONGEST {
            query.problem(
                "startDate",
                "should be a hundred years before endDate at most",
            );
        }
    }
    Asked { start, end }
}

/// Periods of one length that cover a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) granularity: Granularity,
    /// The beginning of the first period.
    from: Timestamp,
    /// A moment in the last.
    to: Timestamp,
}

impl Range {
    /// In periods as short as are remembered of the beginning and as make no endless list.
    pub(super) fn new(from: Timestamp, to: Timestamp, now: Timestamp) -> Self {
        let from = from.min(to);
        let (age, length) = (now - from, to - from);
        let granularity = if length <= IN_MINUTES && is_known(Granularity::Minute, age) {
            Granularity::Minute
        } else if length <= IN_HOURS && is_known(Granularity::Hour, age) {
            Granularity::Hour
        } else if length <= IN_DAYS {
            Granularity::Day
        } else {
            Granularity::Month
        };
        Self::of(granularity, from, to)
    }

    /// In hours, where these are remembered of the beginning, else in days.
    pub(super) fn precise(from: Timestamp, to: Timestamp, now: Timestamp) -> Self {
        let granularity = if is_known(Granularity::Hour, now - from) {
            Granularity::Hour
        } else {
            Granularity::Day
        };
        Self::of(granularity, from, to)
    }

    /// In periods of this length.
    pub(super) fn of(granularity: Granularity, from: Timestamp, to: Timestamp) -> Self {
        Self {
            granularity,
            from: start_of(granularity, from),
            to,
        }
    }

    /// The same range, in no shorter periods than days.
    pub(super) fn in_days_at_least(self) -> Self {
        match self.granularity {
            Granularity::Month => self,
            _ => Self::of(Granularity::Day, self.from, self.to),
        }
    }

    /// The beginning of the period around a moment; both in seconds since 1970.
    pub(super) fn period_of(&self, seconds: i64) -> i64 {
        let at = DateTime::from_timestamp(seconds, 0);
        at.map_or(seconds, |at| start_of(self.granularity, at).timestamp())
    }

    /// Seconds since 1970 in which periods of it begin: from the first on and before the second.
    pub(super) fn bounds(&self) -> (i64, i64) {
        (self.from.timestamp(), self.to.timestamp() + 1)
    }

    /// The beginnings of its periods.
    pub(super) fn periods(&self) -> impl Iterator<Item = Timestamp> + use<> {
        let Self {
            granularity,
            from,
            to,
        } = *self;
        let next = move |start: &Timestamp| match granularity {
            Granularity::Minute => start.checked_add_signed(TimeDelta::minutes(1)),
            Granularity::Hour => start.checked_add_signed(TimeDelta::hours(1)),
            Granularity::Day => start.checked_add_signed(TimeDelta::days(1)),
            Granularity::Month => start.checked_add_months(Months::new(1)),
        };
        std::iter::successors(Some(from), next).take_while(move |start| *start <= to)
    }
}

/// Whether periods of this length that are so old are still there.
fn is_known(granularity: Granularity, age: TimeDelta) -> bool {
    granularity.kept().is_none_or(|kept| age <= kept - RESERVE)
}

fn start_of(granularity: Granularity, at: Timestamp) -> Timestamp {
    let seconds = at.timestamp();
    let down_to = |step: i64| DateTime::from_timestamp(seconds - seconds.rem_euclid(step), 0);
    let start = match granularity {
        Granularity::Minute => down_to(60),
        Granularity::Hour => down_to(3600),
        Granularity::Day => down_to(86_400),
        Granularity::Month => {
            let first = at.date_naive().with_day(1);
            first.map(|first| first.and_time(NaiveTime::MIN).and_utc())
        }
    };
    start.unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn periods(from: &str, to: &str, now: &str) -> (Granularity, Vec<String>) {
        let range = Range::new(at(from), at(to), at(now));
        let periods = range
            .periods()
            .map(|start| start.format("%F %H:%M").to_string());
        (range.granularity, periods.collect())
    }

    #[test]
    fn a_range_is_cut_as_finely_as_is_known_and_can_be_shown() {
        let now = "2026-11-27T13:24:11Z";
        let (granularity, minutes) = periods("2026-11-27T13:20:30Z", now, now);
        assert_eq!(granularity, Granularity::Minute);
        assert_eq!(minutes.len(), 5);
        assert_eq!(minutes[0], "2026-11-27 13:20");
        let (granularity, hours) = periods("2026-11-20T13:30:00Z", now, now);
        assert_eq!(granularity, Granularity::Hour);
        assert_eq!(hours.len(), 7 * 24 + 1);
        let (granularity, hours) = periods("2026-11-20T13:30:00Z", "2026-11-20T14:00:00Z", now);
        assert_eq!(granularity, Granularity::Hour, "minutes are forgotten");
        assert_eq!(hours, ["2026-11-20 13:00", "2026-11-20 14:00"]);
        let (granularity, days) = periods("2026-01-01T00:00:00Z", "2026-01-01T05:00:00Z", now);
        assert_eq!((granularity, days.len()), (Granularity::Day, 1));
        let (granularity, months) = periods("2023-12-31T00:00:00Z", now, now);
        assert_eq!(granularity, Granularity::Month);
        assert_eq!(months[..2], ["2023-12-01 00:00", "2024-01-01 00:00"]);
        assert_eq!(months.len(), 36);
    }
}
