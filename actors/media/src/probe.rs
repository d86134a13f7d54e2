//! What a media file is made of, as found by the child; stored as the metadata of a file.

use serde::{Deserialize, Serialize};

/// Facts of one media file. A field is `None` where neither the container nor the codec says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Probe {
    /// Length in milliseconds; measured by reading all packets when the container does not say it.
    pub duration: u64,
    /// Name of the container, as libav calls it (`mov,mp4,m4a,3gp,3g2,mj2`).
    pub container: String,
    /// Bits per second over the whole file.
    pub bit_rate: u64,
    /// Bytes of the file.
    pub size: u64,
    /// The picture that would be played, cover pictures left out.
    pub video: Option<VideoProbe>,
    /// The sound that would be played.
    pub audio: Option<AudioProbe>,
}

/// Facts of the video stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VideoProbe {
    /// Short name of the codec (`h264`).
    pub codec: String,
    /// Profile in the codec's own words (`High`).
    pub profile: Option<String>,
    /// Pixels from left to right as shown: after rotation, with square pixels.
    pub width: u32,
    /// Pixels from top to bottom as shown: after rotation, with square pixels.
    pub height: u32,
    /// Degrees by which the stored picture is turned clockwise to be shown: 0, 90, 180 or 270.
    pub rotation: u16,
    /// Frames per second, averaged over the file.
    pub fps: f64,
    /// Bits per second of this stream.
    pub bit_rate: Option<u64>,
    /// Name of the pixel format (`yuv420p`).
    pub pixel_format: Option<String>,
    /// Whether every player that we make files for plays this stream as it is: H.264 with 8 bits 4:2:0, upright, with
    /// square pixels, and key frames close enough for segments. Its bit rate and size are for the caller to judge.
    #[serde(default)]
    pub can_be_copied: bool,
}

impl VideoProbe {
    /// Resolution id of the picture: its shorter side.
    pub fn resolution(&self) -> u32 {
        self.width.min(self.height)
    }
}

/// Facts of the audio stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AudioProbe {
    /// Short name of the codec (`aac`).
    pub codec: String,
    /// Number of channels.
    pub channels: u16,
    /// Samples per second.
    pub sample_rate: u32,
    /// Bits per second of this stream.
    pub bit_rate: Option<u64>,
    /// Whether every player that we make files for plays this stream as it is: AAC-LC, one or two channels, at 44.1 or
    /// 48 kHz.
    #[serde(default)]
    pub can_be_copied: bool,
}
