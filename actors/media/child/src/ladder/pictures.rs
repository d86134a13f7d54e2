//! Decoded pictures of the input: placed in time, brought into ordinary range, turned upright, and told which of them
//! become key frames.

use actors_media::{Failure, Transcode};
use ffmpeg::Rational;
use ffmpeg::Rescale;
use ffmpeg::frame::Video;
use ffmpeg_next as ffmpeg;

use super::pace::KeyGrid;
use super::plan::{self, TICKS};
use crate::failure::libav;
use crate::filter::{VideoFilter, turn};
use crate::source::{Decoder, Source, VideoStream};
use crate::tone;

/// Longest time in ticks for which a single picture is believed to be shown.
const LONGEST_PICTURE: i64 = 60 * TICKS as i64;

/// Pictures of the input on their way.
pub(super) struct Pictures {
    pub(super) stream: VideoStream,
    pub(super) decoder: Decoder,
    /// What is done to each picture before any rung sees it, if anything.
    chain: Option<String>,
    filter: Option<VideoFilter>,
    /// Where key frames stand; `None` where the input has them.
    keys: Option<KeyGrid>,
    latest: Option<i64>,
    /// Ticks at which the latest picture ends.
    pub(super) end: i64,
}

/// A picture with its place in time.
pub(super) struct Placed {
    pub(super) picture: Video,
    /// Ticks from the start.
    pub(super) time: i64,
    /// Ticks for which it is shown.
    pub(super) duration: i64,
    pub(super) key: bool,
}

impl Pictures {
    /// Opens the decoder; nothing where the source has no pictures.
    pub(super) fn open(source: &Source, transcode: &Transcode) -> Result<Option<Self>, Failure> {
        let threads = transcode.encoding.threads;
        let opened = source.video_decoder(&transcode.limits, threads)?;
        Ok(opened.map(|(stream, decoder)| Self {
            chain: chain(&stream, transcode),
            stream,
            decoder,
            filter: None,
            keys: (!transcode.follow_keyframes)
                .then(|| KeyGrid::every(plan::ticks(transcode.keyframe_ms))),
            latest: None,
            end: 0,
        }))
    }

    /// Gives a decoded picture its time, or drops one that goes back in time.
    pub(super) fn place(
        &mut self,
        picture: Video,
        start_us: i64,
    ) -> Result<Option<Placed>, Failure> {
        let tick = Rational(1, TICKS);
        let usual = (f64::from(TICKS) / self.stream.fps).round() as i64;
        let told = picture
            .packet()
            .duration
            .rescale(self.stream.time_base, tick);
        let duration = if told > 0 {
            told.min(LONGEST_PICTURE)
        } else {
            usual.min(LONGEST_PICTURE)
        };
        let time = match (picture.timestamp(), self.latest) {
            // The first picture fills the time before it, so that all tracks start together.
            (_, None) => 0,
            (Some(timestamp), Some(_)) => timestamp
                .rescale(self.stream.time_base, tick)
                .saturating_sub(start_us.rescale(Rational(1, 1_000_000), tick)),
            (None, Some(latest)) => latest.saturating_add(usual),
        };
        if self.latest.is_some_and(|latest| time <= latest) {
            return Ok(None);
        }
        let key = match &mut self.keys {
            Some(keys) => keys.hits(time),
            None => picture.is_key() || self.latest.is_none(),
        };
        self.latest = Some(time);
        self.end = time.saturating_add(duration);
        Ok(Some(Placed {
            picture: self.prepare(picture)?,
            time,
            duration,
            key,
        }))
    }

    fn prepare(&mut self, picture: Video) -> Result<Video, Failure> {
        let Some(chain) = &self.chain else {
            return Ok(picture);
        };
        let error = |error| libav("a picture cannot be prepared", error);
        let fits = |known: &VideoFilter| known.takes(&picture);
        if !self.filter.as_ref().is_some_and(fits) {
            self.filter = Some(VideoFilter::like(&picture, 1.0, chain).map_err(error)?);
        }
        match &mut self.filter {
            Some(filter) => filter.run(&picture).map_err(error),
            None => Ok(picture),
        }
    }
}

/// The filters that every picture of that stream passes.
fn chain(stream: &VideoStream, transcode: &Transcode) -> Option<String> {
    let turned = turn(stream.rotation).map(str::to_owned);
    let encoded = transcode.renditions.iter().filter(|rung| !rung.copy);
    let largest = encoded.map(|rung| rung.resolution).max().unwrap_or(0);
    // The largest rung is all that is needed of a picture; one that is still to be turned is left as it is.
    let size = Some(plan::size(stream.shown_size(), largest)).filter(|_| turned.is_none());
    let parts = [tone::mapped(stream.facts.color, size), turned];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(","))
}
