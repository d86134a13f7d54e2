//! What a publisher sends and what becomes of it: FLV tags in, fragments of MP4 out. Pure: no socket, no clock.

mod avc_size;
mod boxes;
mod codec;
mod fragment;
mod parameter_sets;
mod recording;
mod tag;
mod timeline;

pub use codec::{AudioTrack, VideoTrack};
pub use fragment::{AudioSample, Fragment, Initialisation, Tracks, VideoSample, write_fragment};
pub(crate) use parameter_sets::described_by;
pub use parameter_sets::plays_behind;
pub use recording::{Whole, read_recording};
pub use tag::{
    AudioBody, AudioCodec, AudioTag, VideoBody, VideoCodec, VideoTag, read_audio, read_video,
};
pub use timeline::{Timeline, Track};

/// Why a stream cannot be passed on; one sentence for the streamer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unsupported(pub &'static str);

/// Ticks of a second on the timeline of pictures (RFC 3550's and MPEG's clock).
pub const VIDEO_TIMESCALE: u32 = 90_000;
