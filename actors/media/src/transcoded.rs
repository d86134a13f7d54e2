//! What a finished transcoding made.

use serde::{Deserialize, Serialize};

use crate::{HardwareEncoder, Probe};

/// All renditions of one input; every file named here is complete and flushed to disk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transcoded {
    /// In the order of the request.
    pub renditions: Vec<RenditionOutput>,
    /// Milliseconds of the input as decoded.
    pub duration: u64,
    /// Packets of the input that could not be decoded and were left out.
    pub damaged_packets: u64,
    /// Pictures of the input that were decoded, once each however many renditions there are; 0 where all were copied.
    pub decoded_pictures: u64,
    /// The encoder of a graphics card that made the pictures; none where x264 did, or all were copied.
    #[serde(default)]
    pub hardware: Option<HardwareEncoder>,
    /// Which encoder of a graphics card failed in the middle, and why; x264 then made everything.
    #[serde(default)]
    pub given_up: Option<String>,
}

/// One rendition as it came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RenditionOutput {
    /// Resolution id of the request.
    pub resolution: u32,
    /// Pixels from left to right; 0 without video.
    pub width: u32,
    /// Pixels from top to bottom; 0 without video.
    pub height: u32,
    /// Frames per second, averaged; 0 without video.
    pub fps: f64,
    /// Length in milliseconds.
    pub duration: u64,
    /// Whether it has a video track.
    pub has_video: bool,
    /// Whether its files have an audio track. Where the HLS file has none (see
    /// [`HlsNames::sound`](crate::HlsNames::sound)), its own probe says so.
    pub has_audio: bool,
    /// The web video, if it was asked for.
    pub web: Option<WebOutput>,
    /// The HLS files, if they were asked for.
    pub hls: Option<HlsOutput>,
}

/// A finished web video.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebOutput {
    /// Its file name.
    pub file: String,
    /// Its bytes.
    pub size: u64,
    /// Its facts, read back from the file.
    pub probe: Probe,
}

/// A finished HLS rendition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HlsOutput {
    /// Name of the media file.
    pub file: String,
    /// Name of the playlist.
    pub playlist: String,
    /// Bytes of the media file.
    pub size: u64,
    /// Codecs of the tracks of the media file, as RFC 6381 writes them (`avc1.64001f,mp4a.40.2`).
    pub codecs: String,
    /// Number of segments.
    pub segments: u32,
    /// Bits per second of the largest segment.
    pub bandwidth: u64,
    /// Bits per second over all segments.
    pub average_bandwidth: u64,
    /// Facts of the media file, read back from it.
    pub probe: Probe,
}
