//! The ladder of a live: each picture that comes through stdin is decoded once, and leaves through stdout in every rung.

mod feed;
mod rung;
mod units;

use std::collections::BTreeSet;

use actors_media::{Event, Failure, Feed, Live, LiveCodec, Progress};
use ffmpeg::codec::packet::Flags;
use ffmpeg::frame::Video;
use ffmpeg::{Packet, Rational};
use ffmpeg_next as ffmpeg;

use self::feed::Feeds;
use self::rung::LiveRung;
use super::plan::{self, TICKS};
use crate::failure::libav;
use crate::filter::VideoFilter;
use crate::libav::{Color, bare_parameters};
use crate::report::Report;
use crate::source::Decoder;
use crate::tone;

/// Ticks of a millisecond.
const MILLISECOND: i64 = TICKS as i64 / 1000;

/// Key pictures that are in the decoder at most; more are told than come out only where they are damaged.
const MOST_KEYS: usize = 64;

/// Encodes until stdin ends.
pub(crate) fn run(live: &Live, report: &Report) -> Result<(), Failure> {
    let mut ladder = Ladder::open(live)?;
    let mut feeds = Feeds::of_stdin();
    while let Some((feed, bytes)) = feeds.next()? {
        match feed {
            Feed::Picture {
                time_ms,
                composition_ms,
                key,
                ..
            } => {
                ladder.take(time_ms, composition_ms, key, &bytes, report)?;
                // Not thinned out: who feeds must know when the last one is done.
                report.event(&Event::Progress(ladder.progress(time_ms)));
            }
            Feed::Rungs { resolutions } => ladder.choose(&resolutions, report)?,
        }
    }
    ladder.end(report)
}

struct Ladder {
    decoder: Decoder,
    rungs: Vec<LiveRung>,
    /// Ticks of the key pictures that are in the decoder.
    keys: BTreeSet<i64>,
    /// What brings pictures of a wide range into that of ordinary screens.
    filter: Option<VideoFilter>,
    bytes: u64,
}

impl Ladder {
    fn open(live: &Live) -> Result<Self, Failure> {
        let codec = match live.codec {
            LiveCodec::Avc => ffmpeg::codec::Id::H264,
            LiveCodec::Hevc => ffmpeg::codec::Id::HEVC,
            LiveCodec::Av1 => ffmpeg::codec::Id::AV1,
            LiveCodec::Vp9 => ffmpeg::codec::Id::VP9,
        };
        // VP9 describes itself in its pictures; its record is not what libav calls setup bytes.
        let setup = match live.codec {
            LiveCodec::Vp9 => &[],
            _ => live.record.as_slice(),
        };
        let parameters = bare_parameters(codec, setup)?;
        let decoder = Decoder::of(
            parameters,
            Rational(1, TICKS),
            &live.limits,
            live.encoding.threads,
        )?;
        let rungs = live.rungs.iter().copied();
        Ok(Self {
            decoder,
            rungs: rungs
                .map(|rung| LiveRung::new(rung, live.encoding.clone()))
                .collect(),
            keys: BTreeSet::new(),
            filter: None,
            bytes: 0,
        })
    }

    fn take(
        &mut self,
        time_ms: u64,
        composition_ms: i32,
        key: bool,
        bytes: &[u8],
        report: &Report,
    ) -> Result<(), Failure> {
        self.bytes += u64::try_from(bytes.len()).unwrap_or_default();
        let decoded = i64::try_from(time_ms).unwrap_or(i64::MAX / TICKS as i64) * MILLISECOND;
        let shown = decoded.saturating_add(i64::from(composition_ms) * MILLISECOND);
        let mut packet = Packet::copy(bytes);
        packet.set_dts(Some(decoded));
        packet.set_pts(Some(shown));
        if key {
            packet.set_flags(Flags::KEY);
            self.keys.insert(shown);
            if self.keys.len() > MOST_KEYS {
                self.keys.pop_first();
            }
        }
        self.decode(Some(&packet), report)
    }

    fn decode(&mut self, packet: Option<&Packet>, report: &Report) -> Result<(), Failure> {
        let Self {
            decoder,
            rungs,
            keys,
            filter,
            ..
        } = self;
        let wanted = rungs.iter().filter_map(LiveRung::wanted).max();
        decoder.feed(packet, Video::empty, |picture: Video| {
            let Some(time) = picture.timestamp() else {
                return Ok(());
            };
            let key = keys.remove(&time);
            let Some(wanted) = wanted else {
                return Ok(());
            };
            let mut picture = prepare(picture, wanted, filter)?;
            rungs
                .iter_mut()
                .try_for_each(|rung| rung.take(&mut picture, time, key, report))
        })
    }

    fn choose(&mut self, resolutions: &[u32], report: &Report) -> Result<(), Failure> {
        let mut rungs = self.rungs.iter_mut();
        rungs.try_for_each(|rung| {
            let wanted = resolutions.contains(&rung.resolution());
            rung.want(wanted, report)
        })
    }

    fn end(&mut self, report: &Report) -> Result<(), Failure> {
        self.decode(None, report)?;
        self.choose(&[], report)
    }

    fn progress(&self, time_ms: u64) -> Progress {
        Progress {
            frames: self.decoder.frames,
            media_ms: time_ms,
            bytes: self.bytes,
            percent: 0,
        }
    }
}

/// A picture of ordinary range, no larger than the largest rung needs it where it has to be worked on anyway.
fn prepare(
    picture: Video,
    wanted: u32,
    filter: &mut Option<VideoFilter>,
) -> Result<Video, Failure> {
    let color = Color::of_picture(&picture);
    let size = plan::size((picture.width(), picture.height()), wanted);
    let Some(chain) = tone::mapped(color, Some(size)) else {
        return Ok(picture);
    };
    let error = |error| libav("a picture cannot be prepared", error);
    let fits = filter.as_ref().is_some_and(|known| known.takes(&picture));
    let filter = match filter {
        Some(known) if fits => known,
        none => none.insert(VideoFilter::like(&picture, 1.0, &chain).map_err(error)?),
    };
    filter.run(&picture).map_err(error)
}
