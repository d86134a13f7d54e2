//! The protocol between the server and one `tributary-media` child process: plain serde types, nothing else.
//!
//! The server writes one JSON line, a [`Request`], to the child's stdin and keeps stdin open; the child ends when it
//! closes. The child answers with JSON lines, each an [`Event`], on stdout; what it writes to stderr is text for a log.
//! The last event is one of [`Event::Inspected`], [`Event::Transcoded`], [`Event::Drawn`], [`Event::Resized`],
//! [`Event::Ended`] and [`Event::Failed`]; a child that ends without one of them has crashed or was killed. A child at a live goes on reading
//! its stdin, and writes bytes behind some of its lines: see [`Live`].
//!
//! Neither processes nor libav are in here: the child lives in the package `tributary-media` (folder `child`), the
//! pool that runs it in `actors-transcode`.
#![warn(missing_docs)]

mod event;
mod hardware;
mod limits;
mod live;
mod probe;
mod request;
mod resize;
mod transcoded;

pub use event::{Confinement, Drawn, Enforcement, Event, Failure, FailureKind, Progress};
pub use hardware::HardwareEncoder;
pub use limits::Limits;
pub use live::{
    Encoded, EncodedKind, Feed, Live, LiveCodec, LiveRung, MAX_PICTURE_BYTES, MAX_RUNGS,
};
pub use probe::{AudioProbe, Probe, VideoProbe};
pub use request::{
    Encoding, HlsNames, Inspect, PictureTarget, Rendition, Request, Storyboard, Transcode,
};
pub use resize::{PictureSize, Resize, Resized, ResizedPicture};
pub use transcoded::{HlsOutput, RenditionOutput, Transcoded, WebOutput};

/// Longest request line in bytes, its newline included; the child refuses a longer one.
pub const MAX_REQUEST_BYTES: usize = 256 * 1024;

/// Longest event line in bytes, its newline included; the server ends a child that writes a longer one.
pub const MAX_EVENT_BYTES: usize = 256 * 1024;

/// Pictures in a second of a video that shows a still: enough that a player finds a place quickly.
pub const STILL_FPS: u32 = 2;

/// Resolution id of a rendition without a picture.
pub const AUDIO_ONLY: u32 = 0;

#[cfg(test)]
mod tests;
