//! The resumable upload of a video (FACTS.md, resumable upload): a session is begun, its bytes come in parts, the last
//! part's answer is the video.

pub mod content_range;
pub mod delete;
pub mod finish;
pub mod post;
pub mod put;
mod refusal;
mod session;

pub use session::PendingVideo;
