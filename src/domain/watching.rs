//! What is known of those who watch: by period, and by what they watch with and from where.

use chrono::TimeDelta;

/// How long a period is that watching is added up over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// How long periods of this length are remembered; `None` for ever.
    #[must_use]
    pub const fn kept(self) -> Option<TimeDelta> {
        match self {
            Self::Minute => Some(TimeDelta::days(3)),
            Self::Hour => Some(TimeDelta::days(90)),
            Self::Day | Self::Month => None,
        }
    }

    /// Its number in the database.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Minute => 1,
            Self::Hour => 2,
            Self::Day => 3,
            Self::Month => 4,
        }
    }
}

/// What viewers are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewerTrait {
    /// Two letters of ISO 3166-1.
    Country,
    /// The name of a part of a country.
    Subdivision,
    /// The player.
    Client,
    /// The device.
    Device,
    /// The operating system.
    OperatingSystem,
}

impl ViewerTrait {
    /// Its number in the database.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Country => 1,
            Self::Subdivision => 2,
            Self::Client => 3,
            Self::Device => 4,
            Self::OperatingSystem => 5,
        }
    }
}
