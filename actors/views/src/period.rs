//! The periods that watching is added up over.

use chrono::{DateTime, Datelike as _, NaiveDate};

use crate::Moment;

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Granularity {
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// From midnight to midnight, UTC.
    Day,
    /// A month of the calendar, UTC.
    Month,
}

impl Granularity {
    /// All of them, the shortest first.
    pub const ALL: [Self; 4] = [Self::Minute, Self::Hour, Self::Day, Self::Month];

    /// When the period around `at` began, in seconds since 1970.
    #[must_use]
    pub fn start(self, at: Moment) -> u64 {
        let seconds = at.0 / 1000;
        match self {
            Self::Minute => seconds - seconds % 60,
            Self::Hour => seconds - seconds % 3600,
            Self::Day => day(seconds),
            Self::Month => month(seconds).unwrap_or_else(|| day(seconds)),
        }
    }
}

/// A period: so long, from then on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    /// How long.
    pub granularity: Granularity,
    /// Seconds since 1970, UTC.
    pub start: u64,
}

impl Period {
    /// The periods around a moment, the shortest first.
    pub(crate) fn around(at: Moment) -> [Self; 4] {
        Granularity::ALL.map(|granularity| Self {
            granularity,
            start: granularity.start(at),
        })
    }

    /// The periods that begin after `last` and hold `now` or something between: those that a viewer comes into who
    /// goes on watching.
    pub(crate) fn entered(last: Moment, now: Moment) -> impl Iterator<Item = Self> {
        let minutes =
            Granularity::Minute.start(last) / 60 + 1..=Granularity::Minute.start(now) / 60;
        let minutes = minutes.map(|minute| Self {
            granularity: Granularity::Minute,
            start: minute * 60,
        });
        // A viewer is silent for two minutes at most: of the longer periods none is skipped.
        let longer = Granularity::ALL
            .into_iter()
            .skip(1)
            .filter_map(move |granularity| {
                let start = granularity.start(now);
                (start > granularity.start(last)).then_some(Self { granularity, start })
            });
        minutes.chain(longer)
    }
}

fn day(seconds: u64) -> u64 {
    seconds - seconds % 86_400
}

fn month(seconds: u64) -> Option<u64> {
    let date = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?.date_naive();
    let first = NaiveDate::from_ymd_opt(date.year(), date.month(), 1)?;
    u64::try_from(first.and_hms_opt(0, 0, 0)?.and_utc().timestamp()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-27 13:24:11.5 UTC.
    const NOW: Moment = Moment(1_795_785_851_500);

    #[test]
    fn periods_begin_where_the_calendar_says() {
        let starts: Vec<String> = Period::around(NOW)
            .iter()
            .map(|period| {
                let start = i64::try_from(period.start).unwrap();
                DateTime::from_timestamp(start, 0).unwrap().to_rfc3339()
            })
            .collect();
        assert_eq!(
            starts,
            [
                "2026-11-27T13:24:00+00:00",
                "2026-11-27T13:00:00+00:00",
                "2026-11-27T00:00:00+00:00",
                "2026-11-01T00:00:00+00:00"
            ]
        );
    }

    #[test]
    fn who_goes_on_watching_comes_into_each_period_once() {
        let minute = |at: Moment| Period::around(at)[0];
        let later = |seconds: u64| Moment(NOW.0 + seconds * 1000);
        let entered: Vec<Period> = Period::entered(NOW, later(10)).collect();
        assert_eq!(entered, []);
        let entered: Vec<Period> = Period::entered(NOW, later(120)).collect();
        assert_eq!(entered, [minute(later(60)), minute(later(120))]);
        let entered: Vec<Period> = Period::entered(later(120), NOW).collect();
        assert_eq!(entered, [], "the clock was set back");
        let before_midnight = Moment(1_795_737_599_000 + 86_400_000);
        let midnight = Moment(before_midnight.0 + 2_000);
        let entered: Vec<Period> = Period::entered(before_midnight, midnight).collect();
        assert_eq!(entered, Period::around(midnight)[..3]);
    }
}
