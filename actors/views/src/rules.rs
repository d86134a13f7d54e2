//! When watching counts.

use std::time::Duration;

use crate::{Length, Moment};

/// Someone who says nothing for so long watches no more (FACTS.md, Views).
pub const VIEWER_LIFETIME: Duration = Duration::from_secs(120);

/// What the operator sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The same viewer counts again after this.
    pub view_expiration: Duration,
    /// So much must be watched to count; of a shorter video, more than half.
    pub count_view_after: Duration,
    /// Whether other servers count the same videos, so that they must be asked whether a session has counted.
    pub(crate) shared: bool,
}

impl Rules {
    /// Those of a server that counts for itself; [`crate::Views::start`] knows better.
    #[must_use]
    pub const fn new(view_expiration: Duration, count_view_after: Duration) -> Self {
        Self {
            view_expiration,
            count_view_after,
            shared: false,
        }
    }

    /// Whether who has watched so many seconds has viewed the video.
    pub(crate) fn is_view(&self, watched: u32, length: Length) -> bool {
        let enough = self.count_view_after.as_secs();
        match length {
            Length::Seconds(duration) if u64::from(duration) < enough => {
                duration == 0 || u64::from(watched) * 2 > u64::from(duration)
            }
            _ => u64::from(watched) >= enough,
        }
    }

    /// Whether a view counted at `counted` keeps another at `now` from counting.
    pub(crate) fn is_fresh(&self, counted: Moment, now: Moment) -> bool {
        u128::from(now.since(counted)) < self.view_expiration.as_millis()
    }

    /// Whether who was last heard of at `last` still watches at `now`; nobody does across a clock set back for longer.
    pub(crate) fn is_watching(last: Moment, now: Moment) -> bool {
        u128::from(now.0.abs_diff(last.0)) <= VIEWER_LIFETIME.as_millis()
    }

    /// How many seconds of `advance` are believed of a viewer who has watched `progressed` seconds in `elapsed`
    /// milliseconds: all, unless the whole would be a tenth and two seconds faster than the clock; then no more than
    /// the clock allows.
    pub(crate) fn believed(advance: u32, progressed: u32, elapsed: u64) -> u32 {
        let whole = u64::from(progressed) + u64::from(advance);
        if whole * 10_000 <= elapsed * 11 + 20_000 {
            return advance;
        }
        let allowed = (elapsed / 1000).saturating_sub(u64::from(progressed));
        u32::try_from(allowed).unwrap_or(u32::MAX).min(advance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        view_expiration: Duration::from_secs(3600),
        count_view_after: Duration::from_secs(10),
        shared: false,
    };

    #[test]
    fn ten_seconds_are_a_view_and_more_than_half_of_what_is_shorter() {
        for (watched, length, is_view) in [
            (9, Length::Seconds(100), false),
            (10, Length::Seconds(100), true),
            (9, Length::Seconds(10), false),
            (10, Length::Seconds(10), true),
            (4, Length::Seconds(9), false),
            (5, Length::Seconds(9), true),
            (4, Length::Seconds(8), false),
            (9, Length::Live, false),
            (10, Length::Live, true),
            (0, Length::Seconds(0), true),
        ] {
            assert_eq!(
                RULES.is_view(watched, length),
                is_view,
                "{watched} of {length:?}"
            );
        }
    }

    #[test]
    fn what_is_faster_than_the_clock_is_cut_to_it() {
        for (advance, progressed, elapsed, believed) in [
            (5, 0, 5_000, 5),
            (2, 0, 0, 2),
            (3, 0, 0, 0),
            (7, 0, 5_000, 7),
            (8, 0, 5_000, 5),
            (2, 2, 0, 0),
            (100, 5, 10_000, 5),
            (100, 20, 10_000, 0),
            (0, 0, 0, 0),
        ] {
            let case = (advance, progressed, elapsed);
            assert_eq!(
                Rules::believed(advance, progressed, elapsed),
                believed,
                "{case:?}"
            );
        }
    }
}
