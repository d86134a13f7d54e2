//! A picture that is shown for as long as the sound lasts, where the input has none of its own.

use std::fs::File;
use std::io::Read;

use actors_media::{Failure, FailureKind, Limits, STILL_FPS};
use ffmpeg::frame::Video;
use ffmpeg::{Packet, Rational};
use ffmpeg_next as ffmpeg;

use super::plan::TICKS;
use crate::failure::{failure, io, libav};
use crate::libav::{Color, StreamFacts};
use crate::source::VideoStream;

/// Bytes of the largest file that is opened.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The picture, and when it is due next.
pub(super) struct Still {
    picture: Video,
    /// Ticks at which it is due.
    due: i64,
}

impl Still {
    /// Decodes the JPEG.
    pub(super) fn read(mut file: File, limits: &Limits) -> Result<Self, Failure> {
        let mut bytes = Vec::new();
        (&mut file)
            .take(LARGEST)
            .read_to_end(&mut bytes)
            .map_err(|error| io("the still cannot be read", &error))?;
        let error = |error| libav("the still cannot be decoded", error);
        let codec = ffmpeg::decoder::find(ffmpeg::codec::Id::MJPEG)
            .ok_or_else(|| failure(FailureKind::Internal, "libav has no JPEG decoder"))?;
        let decoder = ffmpeg::codec::Context::new_with_codec(codec).decoder();
        let mut options = ffmpeg::Dictionary::new();
        options.set("max_pixels", &limits.pixels.to_string());
        let mut decoder = decoder
            .open_as_with(codec, options)
            .and_then(ffmpeg::codec::decoder::Opened::video)
            .map_err(error)?;
        let mut picture = Video::empty();
        decoder.send_packet(&Packet::copy(&bytes)).map_err(error)?;
        decoder.send_eof().map_err(error)?;
        decoder.receive_frame(&mut picture).map_err(error)?;
        Ok(Self { picture, due: 0 })
    }

    /// A stream as if the input had one.
    pub(super) fn stream(&self) -> VideoStream {
        VideoStream {
            index: usize::MAX,
            time_base: Rational(1, TICKS),
            start_us: None,
            facts: StreamFacts {
                width: self.picture.width(),
                height: self.picture.height(),
                pixel_aspect: 1.0,
                profile: 0,
                bit_rate: 0,
                channels: 0,
                sample_rate: 0,
                color: Color::of_jpeg_once_scaled(),
                progressive: true,
            },
            rotation: 0,
            fps: f64::from(STILL_FPS),
        }
    }

    /// The next picture with its time and how long it is shown, both in ticks, as far as there is sound up to `heard`.
    /// The last one, at the end, is shown for what is left.
    pub(super) fn next(&mut self, heard: i64, at_end: bool) -> Option<(Video, i64, i64)> {
        let interval = i64::from(TICKS) / i64::from(STILL_FPS);
        let left = heard - self.due;
        if left <= 0 || (left < interval && !at_end) {
            return None;
        }
        let time = self.due;
        self.due += interval;
        Some((self.picture.clone(), time, interval.min(left)))
    }
}
