//! One rung of a live: makes pictures as long as it is wanted, beginning with a key picture.

use actors_media::{
    Encoded, EncodedKind, Encoding, Event, Failure, LiveRung as Asked, MAX_PICTURE_BYTES,
};
use ffmpeg::frame::Video;
use ffmpeg_next as ffmpeg;

use super::super::pace::Pace;
use super::super::plan;
use super::super::video::{Shape, VideoEncoder};
use super::{MILLISECOND, units};
use crate::failure::internal;
use crate::libav::Color;
use crate::report::Report;

/// See the module.
pub(super) struct LiveRung {
    asked: Asked,
    encoding: Encoding,
    wanted: bool,
    work: Option<Work>,
}

struct Work {
    encoder: VideoEncoder,
    pace: Pace,
    latest: i64,
}

impl LiveRung {
    pub(super) fn new(asked: Asked, encoding: Encoding) -> Self {
        Self {
            asked,
            encoding,
            wanted: true,
            work: None,
        }
    }

    pub(super) fn resolution(&self) -> u32 {
        self.asked.resolution
    }

    /// Its resolution, as long as it is wanted.
    pub(super) fn wanted(&self) -> Option<u32> {
        self.wanted.then_some(self.asked.resolution)
    }

    /// Begins with the next key picture, or ends with the last one that came.
    pub(super) fn want(&mut self, wanted: bool, report: &Report) -> Result<(), Failure> {
        self.wanted = wanted;
        if !wanted && let Some(mut work) = self.work.take() {
            work.encoder.end()?;
            work.give(self.asked.resolution, report)?;
        }
        Ok(())
    }

    /// Takes a picture that is shown at this tick.
    pub(super) fn take(
        &mut self,
        picture: &mut Video,
        time: i64,
        key: bool,
        report: &Report,
    ) -> Result<(), Failure> {
        let work = match &mut self.work {
            Some(work) => work,
            none if self.wanted && key => {
                let work = Work::open(picture, &self.asked, &self.encoding)?;
                work.describe(self.asked.resolution, report)?;
                none.insert(work)
            }
            _ => return Ok(()),
        };
        if time <= work.latest || !work.pace.keeps(time, key) {
            return Ok(());
        }
        work.latest = time;
        work.encoder.encode(picture, time, 0, key)?;
        work.give(self.asked.resolution, report)
    }
}

impl Work {
    fn open(picture: &Video, asked: &Asked, encoding: &Encoding) -> Result<Self, Failure> {
        let (width, height) = plan::size(shown(picture), asked.resolution);
        let color = Color::of_picture(picture);
        let shape = Shape {
            width,
            height,
            fps: f64::from(asked.max_fps),
            color,
        };
        Ok(Self {
            encoder: VideoEncoder::of(shape, asked.video_bit_rate, encoding, None)?,
            pace: Pace::at_most(asked.max_fps),
            latest: i64::MIN,
        })
    }

    fn describe(&self, resolution: u32, report: &Report) -> Result<(), Failure> {
        let record = units::record(&self.encoder.extradata);
        let record =
            record.ok_or_else(|| internal("the encoder does not describe its pictures"))?;
        send(resolution, EncodedKind::Record, &record, report);
        Ok(())
    }

    fn give(&mut self, resolution: u32, report: &Report) -> Result<(), Failure> {
        while let Some(packet) = self.encoder.packet()? {
            let (Some(time), Some(data)) = (packet.pts(), packet.data()) else {
                continue;
            };
            let picture = units::with_lengths(data);
            if picture.len() > MAX_PICTURE_BYTES {
                return Err(internal("an encoded picture is too large"));
            }
            let kind = EncodedKind::Picture {
                time_ms: u64::try_from(time / MILLISECOND).unwrap_or_default(),
                key: packet.is_key(),
            };
            send(resolution, kind, &picture, report);
        }
        Ok(())
    }
}

/// Pixels across and down once they are square.
fn shown(picture: &Video) -> (u32, u32) {
    let aspect = f64::from(picture.aspect_ratio());
    // As for files: no camera has pixels of any other shape.
    let aspect = Some(aspect).filter(|aspect| (0.125..=8.0).contains(aspect));
    let width = (f64::from(picture.width()) * aspect.unwrap_or(1.0)).round();
    (width as u32, picture.height())
}

fn send(resolution: u32, kind: EncodedKind, bytes: &[u8], report: &Report) {
    let encoded = Encoded {
        resolution,
        kind,
        bytes: bytes.len(),
    };
    report.event_with(&Event::Encoded(encoded), bytes);
}
