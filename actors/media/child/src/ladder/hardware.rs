//! Encoders of graphics cards: which one works here, and what each of them wants.
//!
//! That libav knows an encoder, and that a device is there, says little: one is used only after it has encoded a test
//! picture in this very process.

use actors_media::{Encoding, HardwareEncoder};
use ffmpeg::Dictionary;
use ffmpeg::format::Pixel;
use ffmpeg::frame::Video;
use ffmpeg_next as ffmpeg;

use super::video::{Shape, VideoEncoder};
use crate::devices;
use crate::libav::{Color, Frames};

/// Width and height of the test picture: every card encodes these.
const TESTED: (u32, u32) = (320, 240);

/// An encoder that has encoded a test picture.
pub(super) struct Hardware {
    /// Which.
    pub(super) encoder: HardwareEncoder,
    /// The picture of each rendition at which it fails, where a test wants that.
    pub(super) fails_at: Option<u64>,
}

impl Hardware {
    /// The first of those asked for that works.
    pub(super) fn find(encoding: &Encoding) -> Option<Self> {
        let encoders = encoding.hardware.iter().copied();
        encoders
            .filter(|encoder| devices::is_there(*encoder))
            .map(|encoder| Self {
                encoder,
                fails_at: None,
            })
            .find(|hardware| hardware.works(encoding))
            .map(|hardware| Self {
                fails_at: encoding.hardware_fails_at,
                ..hardware
            })
    }

    /// What its pictures are like in memory.
    pub(super) fn pixels(&self) -> Pixel {
        match self.encoder {
            HardwareEncoder::StandIn => Pixel::YUV420P,
            HardwareEncoder::Nvenc | HardwareEncoder::Qsv | HardwareEncoder::Vaapi => Pixel::NV12,
        }
    }

    /// Where its pictures are kept, for an encoder that takes none from the memory of the process.
    pub(super) fn frames(&self, width: u32, height: u32) -> Result<Option<Frames>, ffmpeg::Error> {
        match self.encoder {
            HardwareEncoder::Vaapi => Frames::of_vaapi(width, height).map(Some),
            HardwareEncoder::Nvenc | HardwareEncoder::Qsv | HardwareEncoder::StandIn => Ok(None),
        }
    }

    /// Its own words for what x264 is told by others; nothing for one that takes those of x264.
    pub(super) fn options(
        &self,
        bit_rate: u64,
        encoding: &Encoding,
    ) -> Option<Dictionary<'static>> {
        let quality = encoding.crf.min(51).to_string();
        let rate = bit_rate.to_string();
        let own: &[(&str, &str)] = match self.encoder {
            HardwareEncoder::Nvenc => &[
                ("preset", "p4"),
                ("rc", "vbr"),
                ("cq", &quality),
                ("maxrate", &rate),
                ("forced-idr", "1"),
                ("no-scenecut", "1"),
            ],
            HardwareEncoder::Qsv => &[
                ("preset", "medium"),
                ("global_quality", &quality),
                ("maxrate", &rate),
                ("forced_idr", "1"),
                ("adaptive_i", "0"),
            ],
            HardwareEncoder::Vaapi => &[("rc_mode", "CQP"), ("qp", &quality)],
            HardwareEncoder::StandIn => return None,
        };
        let mut options = Dictionary::new();
        for (name, value) in own {
            options.set(name, value);
        }
        // Key frames stand where they are forced, and nowhere else; without pictures that refer to later ones.
        options.set("g", "100000");
        options.set("bf", "0");
        Some(options)
    }

    fn works(&self, encoding: &Encoding) -> bool {
        let shape = Shape {
            width: TESTED.0,
            height: TESTED.1,
            fps: 25.0,
            color: Color::of_jpeg_once_scaled(),
        };
        let test = || {
            let mut encoder = VideoEncoder::of(shape, 1_000_000, encoding, Some(self))?;
            let mut grey = Video::new(Pixel::YUV420P, TESTED.0, TESTED.1);
            for plane in 0..grey.planes() {
                grey.data_mut(plane).fill(128);
            }
            encoder.encode(&mut grey, 0, 3600, true)?;
            encoder.end()?;
            encoder.packet()
        };
        matches!(test(), Ok(Some(packet)) if packet.size() > 0 && packet.is_key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoder_without_its_card_fails_the_test_picture_and_x264_passes_it() {
        crate::libav::start().unwrap();
        let works = |encoder| {
            let hardware = Hardware {
                encoder,
                fails_at: None,
            };
            hardware.works(&Encoding::default())
        };
        assert!(works(HardwareEncoder::StandIn));
        // Tried here whether or not a device is there, which `find` asks first.
        for encoder in HardwareEncoder::CARDS {
            assert!(!works(encoder) || devices::is_there(encoder), "{encoder:?}");
        }
    }
}
