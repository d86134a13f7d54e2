//! Scales pictures to one size and encodes them with x264.

use std::collections::BTreeMap;

use actors_media::{Encoding, Failure, Rendition};
use ffmpeg::codec::encoder::video::Encoder;
use ffmpeg::error::EAGAIN;
use ffmpeg::format::Pixel;
use ffmpeg::frame::Video;
use ffmpeg::picture;
use ffmpeg::software::scaling::{Context as Scaler, Flags};
use ffmpeg::{Dictionary, Packet, Rational};
use ffmpeg_next as ffmpeg;

use super::plan::{self, TICKS};
use crate::failure::{internal, libav};
use crate::libav::{Color, extradata};
use crate::source::VideoStream;

/// Seconds over which the largest bit rate is averaged.
const BUFFER_SECONDS: u64 = 2;

/// One rung's way from a decoded picture to packets, in ticks.
pub(super) struct VideoEncoder {
    encoder: Encoder,
    scaler: Option<Scaler>,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) extradata: Vec<u8>,
    frame_ticks: i64,
    /// How long pictures are shown that are in the encoder, by their times: it does not tell.
    durations: BTreeMap<i64, i64>,
}

impl VideoEncoder {
    /// Opens x264 for one rung of that stream.
    pub(super) fn open(
        stream: &VideoStream,
        rendition: &Rendition,
        encoding: &Encoding,
    ) -> Result<Self, Failure> {
        let codec = ffmpeg::encoder::find_by_name("libx264")
            .ok_or_else(|| internal("libav has no x264"))?;
        let (width, height) = plan::size(stream.shown_size(), rendition.resolution);
        let fps = stream.fps.min(f64::from(rendition.max_fps));
        let context = ffmpeg::codec::Context::new_with_codec(codec).encoder();
        let mut encoder = context.video().map_err(|error| libav("x264", error))?;
        encoder.set_width(width);
        encoder.set_height(height);
        encoder.set_format(Pixel::YUV420P);
        encoder.set_time_base((1, TICKS));
        encoder.set_frame_rate(Some(Rational::from(fps)));
        encoder.set_flags(ffmpeg::codec::Flags::GLOBAL_HEADER);
        let encoder = encoder
            .open_as_with(codec, options(rendition, encoding, stream.facts.color))
            .map_err(|error| libav("x264 refuses its settings", error))?;
        Ok(Self {
            extradata: extradata(&encoder),
            encoder,
            scaler: None,
            width,
            height,
            frame_ticks: (f64::from(TICKS) / fps).round() as i64,
            durations: BTreeMap::new(),
        })
    }

    /// The opened context, for muxers.
    pub(super) fn context(&self) -> &ffmpeg::codec::Context {
        &self.encoder
    }

    /// Encodes a picture at a time, to be shown for a while, both in ticks.
    pub(super) fn encode(
        &mut self,
        picture: &mut Video,
        time: i64,
        duration: i64,
        key: bool,
    ) -> Result<(), Failure> {
        let kind = if key {
            picture::Type::I
        } else {
            picture::Type::None
        };
        let fits = picture.format() == Pixel::YUV420P
            && (picture.width(), picture.height()) == (self.width, self.height);
        let mut scaled;
        let ready = if fits {
            picture
        } else {
            scaled = self.scale(picture)?;
            &mut scaled
        };
        self.durations.insert(time, duration);
        ready.set_pts(Some(time));
        ready.set_kind(kind);
        self.encoder
            .send_frame(ready)
            .map_err(|error| libav("x264 refuses a picture", error))
    }

    /// Tells the encoder that no picture follows.
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        self.encoder
            .send_eof()
            .map_err(|error| libav("x264 does not end", error))
    }

    /// The next finished packet.
    pub(super) fn packet(&mut self) -> Result<Option<Packet>, Failure> {
        let mut packet = Packet::empty();
        match self.encoder.receive_packet(&mut packet) {
            Ok(()) => {
                let told = packet.pts().and_then(|time| self.durations.remove(&time));
                packet.set_duration(told.unwrap_or(self.frame_ticks));
                Ok(Some(packet))
            }
            Err(ffmpeg::Error::Eof | ffmpeg::Error::Other { errno: EAGAIN }) => Ok(None),
            Err(error) => Err(libav("x264 fails", error)),
        }
    }

    /// A fresh picture each time: the encoder still holds the former ones.
    fn scale(&mut self, picture: &Video) -> Result<Video, Failure> {
        let error = |error| libav("a picture cannot be scaled", error);
        let (format, width, height) = (picture.format(), picture.width(), picture.height());
        let is_known = self.scaler.as_ref().is_some_and(|scaler| {
            let input = scaler.input();
            (input.format, input.width, input.height) == (format, width, height)
        });
        if !is_known {
            self.scaler = None;
        }
        let scaler = match &mut self.scaler {
            Some(scaler) => scaler,
            none => none.insert(
                Scaler::get(
                    format,
                    width,
                    height,
                    Pixel::YUV420P,
                    self.width,
                    self.height,
                    Flags::BICUBIC,
                )
                .map_err(error)?,
            ),
        };
        let mut scaled = Video::new(Pixel::YUV420P, self.width, self.height);
        scaler.run(picture, &mut scaled).map_err(error)?;
        Ok(scaled)
    }
}

fn options(rendition: &Rendition, encoding: &Encoding, color: Color) -> Dictionary<'static> {
    let mut options = Dictionary::new();
    options.set("preset", &encoding.preset);
    options.set("crf", &encoding.crf.min(51).to_string());
    options.set("maxrate", &rendition.video_bit_rate.to_string());
    options.set(
        "bufsize",
        &rendition
            .video_bit_rate
            .saturating_mul(BUFFER_SECONDS)
            .to_string(),
    );
    options.set(
        "threads",
        &if encoding.threads == 0 {
            "auto".to_owned()
        } else {
            encoding.threads.to_string()
        },
    );
    // Key frames stand where `KeyGrid` says and nowhere else, or the rungs would not be aligned.
    options.set("forced-idr", "1");
    options.set("sc_threshold", "0");
    options.set("g", "1000000");
    options.set("color_range", &color.range.to_string());
    options.set("color_primaries", &color.primaries.to_string());
    options.set("color_trc", &color.transfer.to_string());
    options.set("colorspace", &color.space.to_string());
    options
}
