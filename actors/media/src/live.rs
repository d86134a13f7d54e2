//! The ladder of a live: pictures go in on stdin as they come, and come back smaller on stdout, for as long as it lasts.
//!
//! Behind the request, stdin brings [`Feed`]s and stdout [`Encoded`]s, each a JSON line with so many raw bytes behind it
//! as its `bytes` says. The end of stdin ends the work in order.

use serde::{Deserialize, Serialize};

use crate::{Encoding, Limits};

/// Largest picture in bytes that is taken or given, coded.
pub const MAX_PICTURE_BYTES: usize = 16 * 1024 * 1024;

/// Renditions of one live at most.
pub const MAX_RUNGS: usize = 16;

/// Encode a live; answered by [`Event::Encoded`](crate::Event::Encoded) and
/// [`Event::Progress`](crate::Event::Progress) lines, and [`Event::Ended`](crate::Event::Ended).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Live {
    /// How its pictures are coded.
    pub codec: LiveCodec,
    /// The codec's configuration record, as MP4 has it.
    pub record: Vec<u8>,
    /// What to make of each picture, all at first: at most [`MAX_RUNGS`].
    pub rungs: Vec<LiveRung>,
    /// How to encode; graphics cards are left to other work.
    pub encoding: Encoding,
    /// Bounds of the child.
    pub limits: Limits,
}

/// Codecs of pictures that a live can be pushed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LiveCodec {
    /// H.264.
    Avc,
    /// H.265.
    Hevc,
    /// AV1.
    Av1,
    /// VP9.
    Vp9,
}

/// One rung of a live's ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveRung {
    /// Pixels of the shorter side; its name.
    pub resolution: u32,
    /// Pictures a second at most; key pictures of the source are always kept.
    pub max_fps: u32,
    /// Bits a second at most, averaged over two seconds.
    pub video_bit_rate: u64,
}

/// What a child at a live is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "feed", rename_all = "camelCase")]
pub enum Feed {
    /// A picture, in the order of decoding.
    #[serde(rename_all = "camelCase")]
    Picture {
        /// When it is decoded, in milliseconds of the live.
        time_ms: u64,
        /// How much later it is shown, in milliseconds.
        composition_ms: i32,
        /// Whether a player can begin with it; that of each rung can, too.
        key: bool,
        /// Bytes behind this line.
        bytes: usize,
    },
    /// From now on make these rungs alone, and those that are new from the next key picture on.
    #[serde(rename_all = "camelCase")]
    Rungs {
        /// Resolutions of the request's rungs.
        resolutions: Vec<u32>,
    },
}

/// What a child made of a live's pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Encoded {
    /// Of which rung.
    pub resolution: u32,
    /// What it is.
    pub kind: EncodedKind,
    /// Bytes behind this line.
    pub bytes: usize,
}

/// What the bytes behind an [`Encoded`] are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum EncodedKind {
    /// An AVC decoder configuration record (ISO/IEC 14496-15, section 5.3.3.1): pictures follow that are coded like this.
    Record,
    /// A picture of H.264, as MP4 has it. None is shown before one that came earlier.
    #[serde(rename_all = "camelCase")]
    Picture {
        /// When it is decoded and shown, in milliseconds of the live.
        time_ms: u64,
        /// Whether a player can begin with it.
        key: bool,
    },
}
