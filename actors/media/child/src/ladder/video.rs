//! Scales pictures to one size and encodes them: with x264, or where one works with a graphics card.

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

use super::hardware::Hardware;
use super::plan::{self, TICKS};
use crate::failure::{internal, libav};
use crate::libav::{Color, Frames, extradata};
use crate::source::VideoStream;

/// Seconds over which the largest bit rate is averaged.
const BUFFER_SECONDS: u64 = 2;

/// One rung's way from a decoded picture to packets, in ticks.
pub(super) struct VideoEncoder {
    encoder: Encoder,
    /// What it takes pictures as.
    pixels: Pixel,
    /// Where it takes them from, if not from memory.
    frames: Option<Frames>,
    /// The picture that fails, where a test wants that.
    fails_at: Option<u64>,
    taken: u64,
    scaler: Option<Scaler>,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) extradata: Vec<u8>,
    frame_ticks: i64,
    /// How long pictures are shown that are in the encoder, by their times: it does not tell.
    durations: BTreeMap<i64, i64>,
}

/// What pictures come out like.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) fps: f64,
    pub(super) color: Color,
}

impl VideoEncoder {
    /// Opens the encoder for one rung of that stream.
    pub(super) fn open(
        stream: &VideoStream,
        rendition: &Rendition,
        encoding: &Encoding,
        hardware: Option<&Hardware>,
    ) -> Result<Self, Failure> {
        let (width, height) = plan::size(stream.shown_size(), rendition.resolution);
        let shape = Shape {
            width,
            height,
            fps: stream.fps.min(f64::from(rendition.max_fps)),
            color: match stream.facts.color.high_dynamic_range() {
                Some(_) => Color::ordinary(),
                None => stream.facts.color,
            },
        };
        Self::of(shape, rendition.video_bit_rate, encoding, hardware)
    }

    /// Opens the encoder for pictures of that shape, with so many bits a second at most.
    pub(super) fn of(
        shape: Shape,
        bit_rate: u64,
        encoding: &Encoding,
        hardware: Option<&Hardware>,
    ) -> Result<Self, Failure> {
        let Shape {
            width,
            height,
            fps,
            color,
        } = shape;
        let name = hardware.map_or("libx264", |hardware| hardware.encoder.name());
        let codec = ffmpeg::encoder::find_by_name(name)
            .ok_or_else(|| internal(format!("libav has no {name}")))?;
        let context = ffmpeg::codec::Context::new_with_codec(codec).encoder();
        let mut encoder = context
            .video()
            .map_err(|error| libav("the encoder", error))?;
        let pixels = hardware.map_or(Pixel::YUV420P, Hardware::pixels);
        let frames = match hardware {
            Some(hardware) => hardware
                .frames(width, height)
                .map_err(|error| libav("the graphics card has no room for pictures", error))?,
            None => None,
        };
        encoder.set_width(width);
        encoder.set_height(height);
        match &frames {
            Some(frames) => frames.lend_to(&mut encoder),
            None => encoder.set_format(pixels),
        }
        encoder.set_time_base((1, TICKS));
        encoder.set_frame_rate(Some(Rational::from(fps)));
        encoder.set_flags(ffmpeg::codec::Flags::GLOBAL_HEADER);
        let encoder = encoder
            .open_as_with(codec, options(bit_rate, encoding, color, hardware))
            .map_err(|error| libav("the encoder refuses its settings", error))?;
        Ok(Self {
            extradata: extradata(&encoder),
            encoder,
            pixels,
            frames,
            fails_at: hardware.and_then(|hardware| hardware.fails_at),
            taken: 0,
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
        if self.fails_at == Some(self.taken) {
            return Err(internal("the encoder fails, as a test asked it to"));
        }
        self.taken += 1;
        let fits = picture.format() == self.pixels
            && (picture.width(), picture.height()) == (self.width, self.height);
        let mut scaled;
        let ready = if fits {
            picture
        } else {
            scaled = self.scale(picture)?;
            &mut scaled
        };
        self.durations.insert(time, duration);
        let mut lent;
        let ready = match &self.frames {
            Some(frames) => {
                let moved = frames.take(ready);
                lent = moved.map_err(|error| libav("a picture does not reach the card", error))?;
                &mut lent
            }
            None => ready,
        };
        ready.set_pts(Some(time));
        ready.set_kind(kind);
        self.encoder
            .send_frame(ready)
            .map_err(|error| libav("the encoder refuses a picture", error))
    }

    /// Tells the encoder that no picture follows.
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        self.encoder
            .send_eof()
            .map_err(|error| libav("the encoder does not end", error))
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
            Err(error) => Err(libav("the encoder fails", error)),
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
                    self.pixels,
                    self.width,
                    self.height,
                    Flags::BICUBIC,
                )
                .map_err(error)?,
            ),
        };
        let mut scaled = Video::new(self.pixels, self.width, self.height);
        scaler.run(picture, &mut scaled).map_err(error)?;
        Ok(scaled)
    }
}

fn options(
    bit_rate: u64,
    encoding: &Encoding,
    color: Color,
    hardware: Option<&Hardware>,
) -> Dictionary<'static> {
    let own = hardware.and_then(|hardware| hardware.options(bit_rate, encoding));
    let mut options = own.unwrap_or_else(|| of_x264(bit_rate, encoding));
    options.set(
        "bufsize",
        &bit_rate.saturating_mul(BUFFER_SECONDS).to_string(),
    );
    options.set("color_range", &color.range.to_string());
    options.set("color_primaries", &color.primaries.to_string());
    options.set("color_trc", &color.transfer.to_string());
    options.set("colorspace", &color.space.to_string());
    options
}

fn of_x264(bit_rate: u64, encoding: &Encoding) -> Dictionary<'static> {
    let mut options = Dictionary::new();
    options.set("preset", &encoding.preset);
    options.set("crf", &encoding.crf.min(51).to_string());
    options.set("maxrate", &bit_rate.to_string());
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
    if encoding.immediate {
        options.set("bf", "0");
        options.set("rc-lookahead", "0");
        options.set("x264-params", "sync-lookahead=0");
    }
    options
}
