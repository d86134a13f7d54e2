//! The pictures under a seek bar: one from the middle of each stretch of time, side by side on one sheet.
//!
//! Where stretches are short every picture is decoded in passing; where they are long, only the key frames before their
//! middles are, so that a film of hours costs no more than a clip of minutes.

use std::fs::File;

use actors_media::{Drawn, Failure, FailureKind, Limits, Progress, Storyboard};
use ffmpeg::format::Pixel;
use ffmpeg::frame::Video;
use ffmpeg::{Rational, Rescale};
use ffmpeg_next as ffmpeg;

use crate::failure::{failure, internal, io, libav};
use crate::picture::{self, Found};
use crate::report::Report;
use crate::request::sheet_size;
use crate::source::{Decoder, Source, VideoStream};

/// Stretches up to this many milliseconds are met by reading on.
const SHORT_MS: u64 = 2_000;

/// Packets that are read in search of one picture after a jump.
const PACKETS_PER_PICTURE: u32 = 2_000;

/// Draws the sheet.
pub(crate) fn run(storyboard: &Storyboard, input: File, report: &Report) -> Result<Drawn, Failure> {
    let mut source = Source::open(input, &storyboard.limits)?;
    let mut reel = Reel::open(&source, &storyboard.limits)?;
    let mut sheet = Sheet::blank(storyboard)?;
    let jumps = storyboard.interval_ms > SHORT_MS;
    let mut latest: Option<Video> = None;
    for place in 0..storyboard.count {
        let middle_us = middle_us(storyboard, place);
        if jumps && source.seek(middle_us) {
            reel.restart(&source, &storyboard.limits)?;
        }
        if let Some(picture) = reel.picture_at(&mut source, middle_us, jumps)? {
            let found = Found::of(picture, &reel.stream);
            latest = Some(picture::sprite(
                &found,
                storyboard.width,
                storyboard.height,
            )?);
        }
        if let Some(sprite) = &latest {
            sheet.put(place, sprite);
        }
        report.progress(|| progress(storyboard, place, reel.frames()));
    }
    if latest.is_none() {
        return Err(failure(
            FailureKind::Damaged,
            "no picture of it can be decoded",
        ));
    }
    sheet.write(storyboard)
}

fn middle_us(storyboard: &Storyboard, place: u32) -> i64 {
    let middle_ms = storyboard
        .interval_ms
        .saturating_mul(2 * u64::from(place) + 1)
        / 2;
    i64::try_from(middle_ms.saturating_mul(1000)).unwrap_or(i64::MAX)
}

fn progress(storyboard: &Storyboard, place: u32, frames: u64) -> Progress {
    let done = u64::from(place) + 1;
    let percent = done * 100 / u64::from(storyboard.count.max(1));
    Progress {
        // The watchdog looks for what grows, and one picture may take many that are passed over.
        frames: frames + done,
        media_ms: done.saturating_mul(storyboard.interval_ms),
        bytes: 0,
        percent: u8::try_from(percent).unwrap_or(100),
    }
}

/// The pictures of the input as they come.
struct Reel {
    stream: VideoStream,
    decoder: Decoder,
    start_us: i64,
    /// Pictures of earlier decoders.
    before: u64,
    /// The picture that came last, and its microsecond.
    last: Option<(Video, i64)>,
    ended: bool,
}

impl Reel {
    fn open(source: &Source, limits: &Limits) -> Result<Self, Failure> {
        let Some((stream, decoder)) = source.video_decoder(limits, 1)? else {
            return Err(failure(FailureKind::Unsupported, "it has no picture"));
        };
        Ok(Self {
            stream,
            decoder,
            start_us: source.start_us,
            before: 0,
            last: None,
            ended: false,
        })
    }

    /// Forgets where it was, after a jump.
    fn restart(&mut self, source: &Source, limits: &Limits) -> Result<(), Failure> {
        self.before += self.decoder.frames;
        if let Some((_, decoder)) = source.video_decoder(limits, 1)? {
            self.decoder = decoder;
        }
        self.last = None;
        self.ended = false;
        Ok(())
    }

    fn frames(&self) -> u64 {
        self.before + self.decoder.frames
    }

    /// The first picture at or after that time, or the last one there is; any at all where that is enough.
    fn picture_at(
        &mut self,
        source: &mut Source,
        time_us: i64,
        any: bool,
    ) -> Result<Option<Video>, Failure> {
        let is_there = |last: &Option<(Video, i64)>| {
            last.as_ref().is_some_and(|(_, at)| any || *at >= time_us)
        };
        let mut packets = 0;
        while !is_there(&self.last) && !self.ended && (!any || packets < PACKETS_PER_PICTURE) {
            packets += 1;
            let packet = source.next_packet();
            if packet
                .as_ref()
                .is_some_and(|packet| packet.stream() != self.stream.index)
            {
                continue;
            }
            self.ended = packet.is_none();
            let (last, stream, start_us) = (&mut self.last, &self.stream, self.start_us);
            self.decoder
                .feed(packet.as_ref(), Video::empty, |picture| {
                    let time = picture.timestamp().map_or(0, |time| {
                        time.rescale(stream.time_base, Rational(1, 1_000_000)) - start_us
                    });
                    if !is_there(last) {
                        *last = Some((picture, time));
                    }
                    Ok(())
                })?;
        }
        Ok(self.last.as_ref().map(|(picture, _)| picture.clone()))
    }
}

/// The sheet in the making, at full chroma so that pictures of odd sizes stand beside each other.
struct Sheet {
    picture: Video,
    columns: u32,
    width: u32,
    height: u32,
}

/// Black in each plane, at full range.
const BLACK: [u8; 3] = [0, 128, 128];

impl Sheet {
    fn blank(storyboard: &Storyboard) -> Result<Self, Failure> {
        let (width, height) = sheet_size(storyboard);
        let side = |side: u64| u32::try_from(side).map_err(|_| internal("the sheet is too large"));
        let mut picture = Video::new(Pixel::YUVJ444P, side(width)?, side(height)?);
        for (plane, black) in BLACK.into_iter().enumerate() {
            picture.data_mut(plane).fill(black);
        }
        Ok(Self {
            picture,
            columns: storyboard.columns.min(storyboard.count).max(1),
            width: storyboard.width,
            height: storyboard.height,
        })
    }

    /// Copies a picture of the right size and format to its place.
    fn put(&mut self, place: u32, sprite: &Video) {
        let (left, top) = (
            (place % self.columns * self.width) as usize,
            (place / self.columns * self.height) as usize,
        );
        let width = self.width as usize;
        for plane in 0..BLACK.len() {
            let (from, to) = (sprite.stride(plane), self.picture.stride(plane));
            let rows = sprite
                .data(plane)
                .chunks(from.max(1))
                .take(self.height as usize);
            for (row, pixels) in rows.enumerate() {
                let start = (top + row) * to + left;
                let target = self.picture.data_mut(plane).get_mut(start..start + width);
                if let (Some(target), Some(pixels)) = (target, pixels.get(..width)) {
                    target.copy_from_slice(pixels);
                }
            }
        }
    }

    fn write(mut self, storyboard: &Storyboard) -> Result<Drawn, Failure> {
        self.picture.set_pts(Some(0));
        let jpeg = picture::encode(&self.picture)
            .map_err(|error| libav("the sheet cannot be made", error))?;
        let bytes = jpeg.data().unwrap_or_default();
        std::fs::write(&storyboard.output, bytes)
            .and_then(|()| File::open(&storyboard.output)?.sync_all())
            .map_err(|error| io("the sheet cannot be written", &error))?;
        Ok(Drawn {
            width: self.picture.width(),
            height: self.picture.height(),
            size: bytes.len() as u64,
        })
    }
}
