//! Videos in JSON: as lists show them, and with everything.

mod constant;
mod details;
mod file;
mod video;

pub use constant::{NumberConstant, TextConstant};
pub use details::{Parts, VideoDetails};
pub use file::{Addresses, ListedPlayback, Playback, VideoFile, VideoStreamingPlaylists};
pub use video::{ScheduledUpdate, UserHistory, Video, VideoOf};
