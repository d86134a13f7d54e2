//! What actors ask of the application, answered by the store and the disk: one file per actor crate.

mod transcode;
mod uploads;

pub use transcode::TranscodeShelf;
pub use uploads::{UploadFiles, UploadRows};
