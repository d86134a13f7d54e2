//! What a child can be asked to do.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::{HardwareEncoder, Limits, Live, Resize};

/// The one task of a child.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "camelCase")]
pub enum Request {
    /// Say what a file is, and make pictures of it.
    Inspect(Inspect),
    /// Make a ladder of renditions.
    Transcode(Transcode),
    /// Draw the pictures under a seek bar.
    Storyboard(Storyboard),
    /// Make a ladder of a live while it lasts.
    Live(Live),
    /// Write a picture in other sizes.
    Resize(Resize),
}

impl Request {
    /// The file that the task reads; none for what comes through stdin.
    pub fn input(&self) -> Option<&std::path::Path> {
        match self {
            Self::Inspect(inspect) => Some(&inspect.input),
            Self::Transcode(transcode) => Some(&transcode.input),
            Self::Storyboard(storyboard) => Some(&storyboard.input),
            Self::Resize(resize) => Some(&resize.input),
            Self::Live(_) => None,
        }
    }

    /// The bounds that the child sets upon itself.
    pub fn limits(&self) -> &Limits {
        match self {
            Self::Inspect(inspect) => &inspect.limits,
            Self::Transcode(transcode) => &transcode.limits,
            Self::Storyboard(storyboard) => &storyboard.limits,
            Self::Live(live) => &live.limits,
            Self::Resize(resize) => &resize.limits,
        }
    }
}

/// Probe a file; answered by [`Event::Inspected`](crate::Event::Inspected).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inspect {
    /// Absolute path of the file to read.
    pub input: PathBuf,
    /// The small picture of video lists. Not written when the input has no video stream.
    pub thumbnail: Option<PictureTarget>,
    /// The large picture that a player shows before the start. Not written when the input has no video stream.
    pub preview: Option<PictureTarget>,
    /// Bounds of the child.
    pub limits: Limits,
}

/// Where a JPEG goes and how large it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PictureTarget {
    /// Absolute path of the JPEG; its folder exists, a file there is replaced.
    pub path: PathBuf,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

/// Make renditions; answered by [`Event::Progress`](crate::Event::Progress) lines and one
/// [`Event::Transcoded`](crate::Event::Transcoded).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transcode {
    /// Absolute path of the file to read.
    pub input: PathBuf,
    /// Absolute path of a picture (JPEG) that is shown for as long as the sound lasts, where the input has no picture.
    pub still: Option<PathBuf>,
    /// Absolute path of an existing folder that takes every output, and nothing else.
    pub output_folder: PathBuf,
    /// What to make, at least one. The input is decoded once for all of them.
    pub renditions: Vec<Rendition>,
    /// Name of the JSON file with the SHA-256 of every byte range of the HLS renditions; `None` when there are none.
    pub segment_hashes: Option<String>,
    /// Milliseconds between the starts of two HLS segments.
    pub segment_ms: u32,
    /// Milliseconds between two key frames; a segment is cut at the first key frame at or after its time.
    pub keyframe_ms: u32,
    /// Whether key frames stand where those of the input do, and not every `keyframe_ms`: so they stand alike in a
    /// rendition that is a copy.
    pub follow_keyframes: bool,
    /// Whether the sound of the input is taken as it is, not encoded again.
    pub copy_sound: bool,
    /// How to encode.
    pub encoding: Encoding,
    /// Bounds of the child.
    pub limits: Limits,
}

/// One rung of the ladder: encoded once, written as a web video, as HLS, or as both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rendition {
    /// Resolution id: the shorter side of the picture, or [`AUDIO_ONLY`](crate::AUDIO_ONLY). A rung above the input
    /// gets the size of the input: pictures are never enlarged.
    pub resolution: u32,
    /// Whether the picture of the input is taken as it is, not encoded again; then nothing below is heeded but the names.
    pub copy: bool,
    /// Frames per second at most; frames beyond it are dropped.
    pub max_fps: u32,
    /// Bits per second of video at most, averaged over two seconds.
    pub video_bit_rate: u64,
    /// File name of the web video (`….mp4`, index in front); it always has the sound.
    pub web_video: Option<String>,
    /// File names of the HLS rendition.
    pub hls: Option<HlsNames>,
}

/// File names of one HLS rendition, without folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HlsNames {
    /// The one media file that holds all segments (`…-fragmented.mp4`).
    pub media: String,
    /// The playlist of its byte ranges (`….m3u8`).
    pub playlist: String,
    /// Whether the sound is in this file; false where it is in a rendition of its own.
    pub sound: bool,
}

/// Draw small pictures of a video, one for each stretch of time, side by side and below each other on one sheet;
/// answered by [`Event::Drawn`](crate::Event::Drawn).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Storyboard {
    /// Absolute path of the file to read.
    pub input: PathBuf,
    /// Absolute path of the JPEG; its folder exists.
    pub output: PathBuf,
    /// Pixels from left to right of one picture.
    pub width: u32,
    /// Pixels from top to bottom of one picture.
    pub height: u32,
    /// Pictures in one row; the last row may have fewer, and is filled with black.
    pub columns: u32,
    /// Pictures on the sheet.
    pub count: u32,
    /// Milliseconds of the video for which one picture stands; each is taken from the middle of them.
    pub interval_ms: u64,
    /// Bounds of the child.
    pub limits: Limits,
}

/// Settings of the encoders, the same for all renditions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Encoding {
    /// Preset of x264 (`ultrafast` … `veryslow`).
    pub preset: String,
    /// Constant rate factor of x264, 0 to 51; smaller is better and larger.
    pub crf: u8,
    /// Threads of the decoder and of each encoder; 0 leaves it to libav.
    pub threads: u32,
    /// Bits per second of stereo AAC.
    pub audio_bit_rate: u32,
    /// Whether a picture must come out before the next ones have gone in, at the cost of some quality.
    pub immediate: bool,
    /// Encoders of graphics cards, in the order in which they are tried before x264; the first that encodes a test
    /// picture is used.
    pub hardware: Vec<HardwareEncoder>,
    /// Fault injection: that encoder fails at this picture of each rendition, counted from 0.
    pub hardware_fails_at: Option<u64>,
}

impl Default for Encoding {
    fn default() -> Self {
        Self {
            preset: "veryfast".to_owned(),
            crf: 23,
            threads: 0,
            audio_bit_rate: 128_000,
            immediate: false,
            hardware: Vec::new(),
            hardware_fails_at: None,
        }
    }
}
