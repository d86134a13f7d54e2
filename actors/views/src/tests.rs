//! Counting against a database in memory and a plain model of the rules.

mod counters;
mod model;
mod recovery;
mod rules;
mod stand;
