//! Which streams are played, and what their containers tell about them.

use actors_media::{Failure, FailureKind, Limits};
use ffmpeg::codec::packet::side_data::Type as SideData;
use ffmpeg::format::context::Input;
use ffmpeg::format::stream::{Disposition, Stream};
use ffmpeg::media::Type;
use ffmpeg::{Rational, Rescale};
use ffmpeg_next as ffmpeg;

use super::accepted;
use crate::failure::failure;
use crate::libav::{self, StreamFacts};

/// libav's mark for a time that is not known.
const NO_TIME: i64 = i64::MIN;

/// Frame rates that are believed.
const SLOWEST: f64 = 0.01;
const FASTEST: f64 = 1000.0;

/// The video stream that is played.
#[derive(Debug, Clone)]
pub(crate) struct VideoStream {
    pub(crate) index: usize,
    pub(crate) time_base: Rational,
    pub(crate) start_us: Option<i64>,
    pub(crate) facts: StreamFacts,
    /// Clockwise degrees from stored to shown: 0, 90, 180, 270.
    pub(crate) rotation: u16,
    pub(crate) fps: f64,
}

impl VideoStream {
    /// The largest stream that is not a cover picture; the first of equals.
    pub(super) fn choose(context: &Input, limits: &Limits) -> Result<Option<Self>, Failure> {
        let mut best: Option<Self> = None;
        for stream in context.streams() {
            let is_cover = stream.disposition().contains(Disposition::ATTACHED_PIC);
            if stream.parameters().medium() != Type::Video || is_cover {
                continue;
            }
            let candidate = Self::from(&stream);
            if candidate.pixels() > limits.pixels {
                let (width, height) = (candidate.facts.width, candidate.facts.height);
                return Err(failure(
                    FailureKind::LimitExceeded,
                    format!("its picture has {width} × {height} pixels"),
                ));
            }
            if best
                .as_ref()
                .is_none_or(|best| candidate.pixels() > best.pixels())
            {
                best = Some(candidate);
            }
        }
        if let Some(stream) = &best {
            refuse_unknown_codec(context, stream.index)?;
            if stream.pixels() == 0 {
                return Err(failure(
                    FailureKind::Damaged,
                    "the size of its picture cannot be found",
                ));
            }
        }
        Ok(best)
    }

    /// Size as shown: with square pixels, and turned.
    pub(crate) fn shown_size(&self) -> (u32, u32) {
        let stretched = (f64::from(self.facts.width) * self.facts.pixel_aspect)
            .round()
            .clamp(1.0, f64::from(u16::MAX));
        let width = stretched as u32;
        if self.rotation % 180 == 90 {
            (self.facts.height, width)
        } else {
            (width, self.facts.height)
        }
    }

    fn pixels(&self) -> u64 {
        u64::from(self.facts.width) * u64::from(self.facts.height)
    }

    fn from(stream: &Stream<'_>) -> Self {
        Self {
            index: stream.index(),
            time_base: stream.time_base(),
            start_us: start_us(stream),
            facts: libav::stream_facts(stream),
            rotation: rotation(stream),
            fps: frames_per_second(stream),
        }
    }
}

/// The audio stream that is played.
#[derive(Debug, Clone)]
pub(crate) struct AudioStream {
    pub(crate) index: usize,
    pub(crate) time_base: Rational,
    pub(crate) start_us: Option<i64>,
    pub(crate) facts: StreamFacts,
}

impl AudioStream {
    /// The stream that libav's own players would choose.
    pub(super) fn choose(context: &Input) -> Result<Option<Self>, Failure> {
        let Some(stream) = context.streams().best(Type::Audio) else {
            return Ok(None);
        };
        let facts = libav::stream_facts(&stream);
        if facts.sample_rate == 0 || facts.channels == 0 {
            // A track that was announced and never filled.
            return Ok(None);
        }
        refuse_unknown_codec(context, stream.index())?;
        Ok(Some(Self {
            index: stream.index(),
            time_base: stream.time_base(),
            start_us: start_us(&stream),
            facts,
        }))
    }
}

/// A time of a stream in microseconds.
pub(crate) fn microseconds(time: i64, time_base: Rational) -> i64 {
    time.rescale(time_base, Rational(1, 1_000_000))
}

fn start_us(stream: &Stream<'_>) -> Option<i64> {
    Some(stream.start_time())
        .filter(|start| *start != NO_TIME)
        .map(|start| microseconds(start, stream.time_base()))
}

fn refuse_unknown_codec(context: &Input, index: usize) -> Result<(), Failure> {
    let id = context.stream(index).map(|stream| stream.parameters().id());
    let decoder = id.and_then(ffmpeg::decoder::find);
    if decoder.is_some_and(|decoder| accepted::is_decoder(decoder.name())) {
        return Ok(());
    }
    let name = id.map_or("unknown", |id| id.name());
    Err(failure(
        FailureKind::Unsupported,
        format!("its codec {name} is not accepted"),
    ))
}

/// Average rate, or the base rate where no average is known; within what a screen can show.
fn frames_per_second(stream: &Stream<'_>) -> f64 {
    let known =
        |rate: Rational| (rate.numerator() > 0 && rate.denominator() > 0).then(|| f64::from(rate));
    // An average is what is there: were one beyond belief taken to be unknown, the input would pass for a slow one. A
    // base rate beyond belief is only a fine clock.
    let average = known(stream.avg_frame_rate()).map(|rate| rate.min(FASTEST));
    [average, known(stream.rate())]
        .into_iter()
        .flatten()
        .find(|rate| (SLOWEST..=FASTEST).contains(rate))
        .unwrap_or(25.0)
}

/// Reads the display matrix: nine fixed-point numbers, of which the first two tell the angle.
fn rotation(stream: &Stream<'_>) -> u16 {
    let Some(matrix) = stream
        .side_data()
        .find(|data| data.kind() == SideData::DisplayMatrix)
    else {
        return 0;
    };
    let number = |index: usize| {
        let bytes = matrix.data().get(index * 4..index * 4 + 4)?;
        bytes.try_into().ok().map(i32::from_ne_bytes).map(f64::from)
    };
    let (Some(a), Some(b)) = (number(0), number(1)) else {
        return 0;
    };
    let clockwise = b.atan2(a).to_degrees().rem_euclid(360.0);
    ((clockwise / 90.0).round() as u16 % 4) * 90
}
