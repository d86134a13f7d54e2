//! Work that no request waits for: the server's periodic work, and the commands that run it now.
//!
//! Durable jobs are rows, see [`crate::store::jobs`]; their rules are in [`crate::domain::job`].
//! Whoever works on them (the media workers) claims them through a port of its own.

pub mod command;
pub mod draw_storyboard;
pub mod duties;
pub mod finish_live;
pub mod live_picture;
pub mod notify;
pub mod periodic;
pub mod send_mail;
pub mod transcode_video;

pub use command::Command;
pub use duties::{Context, duties};
pub use periodic::{Duty, DutyError, NotRun, Periodic};
