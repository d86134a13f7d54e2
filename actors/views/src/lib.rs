//! Views: one counter per video that is watched, a journal that survives a crash, and one write per video and flush.
//!
//! ```text
//! seen(video, hit) ─ counter of the video: appends to the journal and counts, in one step
//! keeper           ─ has the disk keep the journal, several times a second
//! collector        ─ ends an epoch, takes from each counter what it counted in it, and writes all of it in one
//!                    transaction, together with the number of the epoch
//! start            ─ reads the journal: up to the last epoch that is in the database only who watched what and whose
//!                    view counted; after it everything
//! ```
//!
//! So a crash at any moment loses what came since the last commit of the journal, a second at most, and counts nothing
//! twice. What counts is in `rules`; what the application has to provide is in [`ViewLog`].
#![warn(missing_docs)]

mod claims;
mod collector;
mod counter;
mod counting;
mod delta;
mod hit;
mod journal;
mod keeper;
mod period;
mod ports;
mod record;
mod recovery;
mod rules;
mod sections;
mod segments;
mod settings;
mod shared;
mod sketch;
mod views;

pub use actors_kernel::PortError;
pub use collector::FlushError;
pub use delta::{Delta, Tally};
pub use hit::{Hit, Length, Moment, Trait, TraitKind, VideoKey, ViewerKey};
pub use period::{Granularity, Period};
pub use ports::{Applied, Batch, Claim, Claimed, SharedSessions, ViewLog};
pub use rules::{Rules, VIEWER_LIFETIME};
pub use settings::ViewSettings;
pub use sketch::Sketch;
pub use views::{Refused, StartError, ViewNumbers, Views};

#[cfg(test)]
mod tests;
