//! Encoders of graphics cards: which one works here, and what each of them wants.
//!
//! That libav knows an encoder, and that a device is there, says little: one is used only after it has encoded a test
//! picture in this very process.

use actors_media::{Encoding, Rendition};
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
    /// libav's name of it.
    pub(super) name: String,
    /// The picture of each rendition at which it fails, where a test wants that.
    pub(super) fails_at: Option<u64>,
}

impl Hardware {
    /// The first of those asked for that works.
    pub(super) fn find(encoding: &Encoding) -> Option<Self> {
        let names = encoding.hardware.iter();
        names
            .filter(|name| devices::is_there(name))
            .map(|name| Self {
                name: name.clone(),
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
        if self.is_foreign() {
            Pixel::YUV420P
        } else {
            Pixel::NV12
        }
    }

    /// Where its pictures are kept, for an encoder that takes none from the memory of the process.
    pub(super) fn frames(&self, width: u32, height: u32) -> Result<Option<Frames>, ffmpeg::Error> {
        match self.name.as_str() {
            "h264_vaapi" => Frames::of_vaapi(width, height).map(Some),
            _ => Ok(None),
        }
    }

    /// Its own words for what x264 is told by others; nothing for one that takes those of x264.
    pub(super) fn options(
        &self,
        rendition: &Rendition,
        encoding: &Encoding,
    ) -> Option<Dictionary<'static>> {
        let quality = encoding.crf.min(51).to_string();
        let rate = rendition.video_bit_rate.to_string();
        let own: &[(&str, &str)] = match self.name.as_str() {
            "h264_nvenc" => &[
                ("preset", "p4"),
                ("rc", "vbr"),
                ("cq", &quality),
                ("maxrate", &rate),
                ("forced-idr", "1"),
                ("no-scenecut", "1"),
            ],
            "h264_qsv" => &[
                ("preset", "medium"),
                ("global_quality", &quality),
                ("maxrate", &rate),
                ("forced_idr", "1"),
                ("adaptive_i", "0"),
            ],
            "h264_vaapi" => &[("rc_mode", "CQP"), ("qp", &quality)],
            _ => return None,
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

    /// Not one of those that are known: it is taken for a relative of x264.
    fn is_foreign(&self) -> bool {
        !self.name.starts_with("h264_")
    }

    fn works(&self, encoding: &Encoding) -> bool {
        let rendition = Rendition {
            resolution: TESTED.1,
            copy: false,
            max_fps: 25,
            video_bit_rate: 1_000_000,
            web_video: None,
            hls: None,
        };
        let shape = Shape {
            width: TESTED.0,
            height: TESTED.1,
            fps: 25.0,
            color: Color::of_jpeg_once_scaled(),
        };
        let test = || {
            let mut encoder = VideoEncoder::of(shape, &rendition, encoding, Some(self))?;
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
