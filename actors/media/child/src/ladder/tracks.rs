//! Which tracks a rung has, and at which place of its files.

use ffmpeg::Rational;
use ffmpeg::format::context::Output;
use ffmpeg_next as ffmpeg;

use super::plan::TICKS;

/// One of the two tracks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Track {
    /// Pictures, in ticks.
    Video,
    /// Sound, in samples.
    Audio,
}

/// The tracks of a rung: video first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tracks {
    pub(crate) video: bool,
    /// Sample rate, if there is sound.
    pub(crate) audio: Option<u32>,
}

impl Tracks {
    /// Place and time base of a track, if the rung has it.
    pub(crate) fn of(self, track: Track) -> Option<(usize, Rational)> {
        match track {
            Track::Video if self.video => Some((0, Rational(1, TICKS))),
            Track::Audio => self
                .audio
                .map(|rate| (usize::from(self.video), Rational(1, rate as i32))),
            Track::Video => None,
        }
    }

    /// Adds the tracks to a file whose head is not written.
    pub(crate) fn declare(
        self,
        output: &mut Output,
        contexts: &[&ffmpeg::codec::Context],
    ) -> Result<(), ffmpeg::Error> {
        let time_bases = [Track::Video, Track::Audio]
            .into_iter()
            .filter_map(|track| self.of(track));
        for (context, (_, time_base)) in contexts.iter().zip(time_bases) {
            let mut stream = output.add_stream_with(context)?;
            stream.set_time_base(time_base);
        }
        Ok(())
    }
}
