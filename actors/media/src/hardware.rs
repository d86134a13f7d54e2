//! Encoders in graphics cards.

use serde::{Deserialize, Serialize};

/// An encoder of H.264 beside x264, by libav's name on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HardwareEncoder {
    /// NVIDIA's.
    #[serde(rename = "h264_nvenc")]
    Nvenc,
    /// Intel's.
    #[serde(rename = "h264_qsv")]
    Qsv,
    /// That of any card with a driver for VAAPI.
    #[serde(rename = "h264_vaapi")]
    Vaapi,
    /// x264 in the place of a card, for fault injection.
    #[serde(rename = "libx264")]
    StandIn,
}

impl HardwareEncoder {
    /// Those in real cards, in the order in which they are tried.
    pub const CARDS: [Self; 3] = [Self::Nvenc, Self::Qsv, Self::Vaapi];

    /// libav's name of it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nvenc => "h264_nvenc",
            Self::Qsv => "h264_qsv",
            Self::Vaapi => "h264_vaapi",
            Self::StandIn => "libx264",
        }
    }
}
