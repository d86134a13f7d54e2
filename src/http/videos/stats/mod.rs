//! Statistics of a video, for its owner and for moderators.

pub mod overall;
mod range;
pub mod retention;
pub mod timeseries;
