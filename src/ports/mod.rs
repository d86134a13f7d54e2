//! What actors ask of the application, answered by the store and the disk: one file per actor crate.

mod ladders;
mod live_book;
mod recordings;
mod shared_sessions;
mod transcode;
mod uploads;
mod views;

pub use ladders::Ladders;
pub use live_book::LiveRows;
pub use recordings::Recordings;
pub use shared_sessions::RedisSessions;
pub use transcode::TranscodeShelf;
pub use uploads::{UploadFiles, UploadRows};
pub use views::{ViewRows, moment};
