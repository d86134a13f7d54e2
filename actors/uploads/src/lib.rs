//! Resumable uploads: one session actor per upload decides who may write to it, and when it is finished.
//!
//! The bytes never pass through here. Who holds the [`Permit`] of an upload writes them to the shelf and then says how
//! long the file has become:
//!
//! ```text
//! turn() ─ Turn::Write(permit) ─ write, sync ─ permit.stored(length) ─ Progress::More: the next request goes on
//!        │                                                           └ Progress::Complete(finishing) ─ complete(answer)
//!        ├ Turn::Complete(answer): finished earlier, the same answer again
//!        └ UploadError::{Busy, Finishing, Unknown, …}
//! ```
//!
//! There is one permit per upload at a time. It ends when it is dropped, with its connection: the session then asks the
//! shelf again how long the file is. Nothing is kept here that the ports do not have, so a restart loses nothing.
//! Whose upload it is and what may be uploaded is for the caller to check.
#![warn(missing_docs)]

mod finishing;
mod lease;
mod permit;
mod ports;
mod session;
mod settings;
mod upload_error;
mod upload_id;
mod uploads;

pub use actors_kernel::PortError;
pub use finishing::Finishing;
pub use permit::{Permit, Progress};
pub use ports::{Booked, UploadBook, UploadShelf};
pub use settings::UploadSettings;
pub use upload_error::UploadError;
pub use upload_id::UploadId;
pub use uploads::{Turn, Uploads};

#[cfg(test)]
mod tests;
