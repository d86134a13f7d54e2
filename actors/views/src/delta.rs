//! What has been counted of a video and is not in the database yet.

use std::collections::{BTreeMap, HashMap};

use crate::{Granularity, Moment, Period, Sketch, Trait, ViewerKey};

/// What is counted in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Views that counted.
    pub views: u64,
    /// Viewers that watched in it, wherever they began.
    pub viewers: u64,
    /// Viewers that began in it.
    pub begun: u64,
    /// Seconds that were watched, each once per viewer.
    pub watched: u64,
}

impl Tally {
    fn add(&mut self, other: &Self) {
        self.views += other.views;
        self.viewers += other.viewers;
        self.begun += other.begun;
        self.watched += other.watched;
    }
}

/// Increments of one video.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// Views that counted.
    pub views: u64,
    /// What was counted when.
    pub periods: BTreeMap<Period, Tally>,
    /// How many viewers more than of the second before have watched this second; the running sum is how many have.
    pub retention: BTreeMap<u32, i64>,
    /// Viewers that began on a day (its start in seconds since 1970), by what they have.
    pub traits: HashMap<(u64, Trait), u64>,
    /// Who watched on a day (its start in seconds since 1970).
    pub uniques: BTreeMap<u64, Sketch>,
}

impl Delta {
    /// Whether there is nothing to write.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.periods.is_empty()
    }

    pub(crate) fn began(&mut self, at: Moment, viewer: ViewerKey, traits: &[Trait]) {
        for period in Period::around(at) {
            let tally = self.periods.entry(period).or_default();
            tally.viewers += 1;
            tally.begun += 1;
        }
        let day = Granularity::Day.start(at);
        self.uniques.entry(day).or_default().add(viewer);
        for had in traits {
            *self.traits.entry((day, had.clone())).or_default() += 1;
        }
    }

    pub(crate) fn went_on(&mut self, last: Moment, at: Moment, viewer: ViewerKey) {
        for period in Period::entered(last, at) {
            if period.granularity == Granularity::Day {
                self.uniques.entry(period.start).or_default().add(viewer);
            }
            self.periods.entry(period).or_default().viewers += 1;
        }
    }

    pub(crate) fn watched(&mut self, at: Moment, seconds: u64) {
        for period in Period::around(at) {
            self.periods.entry(period).or_default().watched += seconds;
        }
    }

    /// Somebody has watched the seconds from `start` up to and without `end` who had not before.
    pub(crate) fn retained(&mut self, start: u32, end: u32) {
        self.change(start, 1);
        self.change(end, -1);
    }

    pub(crate) fn viewed(&mut self, at: Moment) {
        self.views += 1;
        for period in Period::around(at) {
            self.periods.entry(period).or_default().views += 1;
        }
    }

    fn change(&mut self, second: u32, by: i64) {
        let change = self.retention.entry(second).or_default();
        *change += by;
        if *change == 0 {
            self.retention.remove(&second);
        }
    }

    /// Adds what was counted later.
    pub fn add(&mut self, later: Self) {
        self.views += later.views;
        for (period, tally) in later.periods {
            self.periods.entry(period).or_default().add(&tally);
        }
        for (second, by) in later.retention {
            self.change(second, by);
        }
        for (day, sketch) in later.uniques {
            self.uniques.entry(day).or_default().merge(&sketch);
        }
        for (key, viewers) in later.traits {
            *self.traits.entry(key).or_default() += viewers;
        }
    }
}
