//! Which tracks a rung has, and at which place of its files.

use ffmpeg::Rational;
use ffmpeg::codec::Parameters;
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

/// What a muxer must know of a track before its first packet.
#[derive(Clone, Copy)]
pub(crate) enum Head<'a> {
    /// The encoder that makes the packets.
    Encoded(&'a ffmpeg::codec::Context),
    /// The stream that the packets come from.
    Copied(&'a Parameters),
}

/// The heads of the tracks that there are.
#[derive(Clone, Copy)]
pub(crate) struct Heads<'a> {
    pub(crate) video: Option<Head<'a>>,
    pub(crate) audio: Option<Head<'a>>,
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
        heads: Heads<'_>,
    ) -> Result<(), ffmpeg::Error> {
        for (track, head) in [(Track::Video, heads.video), (Track::Audio, heads.audio)] {
            let (Some((_, time_base)), Some(head)) = (self.of(track), head) else {
                continue;
            };
            let mut stream = match head {
                Head::Encoded(context) => output.add_stream_with(context)?,
                Head::Copied(parameters) => {
                    let mut stream = output.add_stream(None::<ffmpeg::Codec>)?;
                    stream.set_parameters(parameters.clone());
                    stream
                }
            };
            stream.set_time_base(time_base);
        }
        Ok(())
    }
}
