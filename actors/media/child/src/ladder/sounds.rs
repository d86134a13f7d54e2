//! The sound of the input on its way to the rungs: encoded once for all, or taken as it is.

use std::collections::VecDeque;

use actors_media::{Failure, Transcode};
use ffmpeg::frame::Audio;
use ffmpeg::{Packet, Rational};
use ffmpeg_next as ffmpeg;

use super::copy::{CopiedStream, Origin};
use super::sound::SoundEncoder;
use super::tracks::Head;
use crate::source::{Decoder, Source};

/// Samples in a packet of AAC.
const SAMPLES: i64 = 1024;

/// One of the two ways.
pub(super) enum Sound {
    /// Decoded, resampled, encoded.
    Encoded {
        index: usize,
        decoder: Box<Decoder>,
        encoder: Box<SoundEncoder>,
    },
    /// Packets as they come.
    Copied {
        stream: CopiedStream,
        rate: u32,
        ready: VecDeque<Packet>,
    },
}

impl Sound {
    /// The sound of the source; nothing where it has none.
    pub(super) fn open(source: &Source, transcode: &Transcode) -> Result<Option<Self>, Failure> {
        let Some(stream) = &source.audio else {
            return Ok(None);
        };
        if transcode.copy_sound {
            let origin = Origin {
                index: stream.index,
                time_base: stream.time_base,
                start_us: source.start_us,
            };
            let rate = stream.facts.sample_rate;
            let to = Rational(1, i32::try_from(rate).unwrap_or(i32::MAX));
            let parameters = source.parameters(stream.index)?;
            return Ok(Some(Self::Copied {
                stream: CopiedStream::new(&origin, parameters, to, SAMPLES),
                rate,
                ready: VecDeque::new(),
            }));
        }
        let Some((stream, decoder)) = source.audio_decoder(&transcode.limits)? else {
            return Ok(None);
        };
        let encoder = SoundEncoder::open(&stream, source.start_us, &transcode.encoding)?;
        Ok(Some(Self::Encoded {
            index: stream.index,
            decoder: Box::new(decoder),
            encoder: Box::new(encoder),
        }))
    }

    /// The place of its stream in the input.
    pub(super) fn index(&self) -> usize {
        match self {
            Self::Encoded { index, .. } => *index,
            Self::Copied { stream, .. } => stream.index,
        }
    }

    /// Samples in a second, of the files.
    pub(super) fn rate(&self) -> u32 {
        match self {
            Self::Encoded { encoder, .. } => encoder.rate,
            Self::Copied { rate, .. } => *rate,
        }
    }

    /// What muxers must know of it.
    pub(super) fn head(&self) -> Head<'_> {
        match self {
            Self::Encoded { encoder, .. } => Head::Encoded(encoder.context()),
            Self::Copied { stream, .. } => Head::Copied(&stream.parameters),
        }
    }

    /// The bytes by which its decoder is set up.
    pub(super) fn extradata(&self) -> &[u8] {
        match self {
            Self::Encoded { encoder, .. } => &encoder.extradata,
            Self::Copied { stream, .. } => &stream.extradata,
        }
    }

    /// Milliseconds of sound so far.
    pub(super) fn milliseconds(&self) -> u64 {
        match self {
            Self::Encoded { encoder, .. } => {
                u64::try_from(encoder.position).unwrap_or(0) * 1000 / u64::from(encoder.rate.max(1))
            }
            Self::Copied { stream, .. } => stream.milliseconds(),
        }
    }

    /// Packets of the input that could not be decoded.
    pub(super) fn damaged(&self) -> u64 {
        match self {
            Self::Encoded { decoder, .. } => decoder.damaged,
            Self::Copied { .. } => 0,
        }
    }

    /// Takes a packet of its stream.
    pub(super) fn feed(&mut self, packet: &Packet) -> Result<(), Failure> {
        match self {
            Self::Encoded {
                decoder, encoder, ..
            } => decoder.feed(Some(packet), Audio::empty, |samples| {
                encoder.encode(samples)
            }),
            Self::Copied { stream, ready, .. } => {
                ready.extend(stream.take(packet));
                Ok(())
            }
        }
    }

    /// Hears that no packet follows.
    pub(super) fn end(&mut self) -> Result<(), Failure> {
        match self {
            Self::Encoded {
                decoder, encoder, ..
            } => {
                decoder.feed(None, Audio::empty, |samples| encoder.encode(samples))?;
                encoder.end()
            }
            Self::Copied { stream, ready, .. } => {
                ready.extend(stream.flush());
                Ok(())
            }
        }
    }

    /// The next finished packet.
    pub(super) fn packet(&mut self) -> Option<Packet> {
        match self {
            Self::Encoded { encoder, .. } => encoder.packet(),
            Self::Copied { ready, .. } => ready.pop_front(),
        }
    }
}
