//! Counting against a database in memory and a plain model of the rules.

use crate::{Delta, Granularity, Hit, Length, Moment, Period, Rules, Tally, VideoKey, ViewerKey};

mod counters;
mod model;
mod recovery;
mod rules;
mod sharing;
mod stand;
