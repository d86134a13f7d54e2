//! From the settings to the encoder: its presets, and when it is not needed at all.

use actors_media::{AudioProbe, Encoding, HardwareEncoder};

use crate::config::{
    Transcoding,
    value::{HardwareEncoding, TranscodingProfile},
};

/// A source may have this much more than its rung and is still copied: encoding it again would cost more in quality than
/// it saves in bytes.
const THRIFTY: f64 = 1.5;

/// The most bits per second of sound that is copied.
const MOST_SOUND: u64 = 320_000;

/// How to encode.
pub(super) fn of(settings: &Transcoding) -> Encoding {
    let (preset, crf) = match settings.profile {
        TranscodingProfile::Fast => ("superfast", 23),
        TranscodingProfile::Default => ("veryfast", 23),
        TranscodingProfile::Quality => ("medium", 21),
    };
    Encoding {
        preset: preset.to_owned(),
        crf,
        threads: settings.threads,
        hardware: match settings.hardware {
            HardwareEncoding::Auto => HardwareEncoder::CARDS.to_vec(),
            HardwareEncoding::None => Vec::new(),
        },
        ..Encoding::default()
    }
}

/// Whether a picture of that rate is copied into a rung of this one, both in bits per second.
pub(super) fn is_thrifty(source: u64, rung: u64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "bit rates are far below 2^53")]
    let (source, rung) = (source as f64, rung as f64);
    source <= rung * THRIFTY
}

/// Whether the sound is right as it is.
pub(super) fn copies_sound(sound: &AudioProbe) -> bool {
    sound.can_be_copied && sound.bit_rate.is_none_or(|rate| rate <= MOST_SOUND)
}
