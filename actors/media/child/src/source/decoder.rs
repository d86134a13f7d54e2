//! One decoder, fed packet by packet, that survives damaged packets and counts them.

use std::ops::DerefMut;

use actors_media::{Failure, FailureKind, Limits};
use ffmpeg::codec::Parameters;
use ffmpeg::codec::decoder::Opened;
use ffmpeg::error::{EAGAIN, ENOMEM};
use ffmpeg::format::context::Input;
use ffmpeg_next as ffmpeg;

use super::accepted;
use crate::failure::{failure, internal, libav};

/// What a decoder makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Medium {
    /// Pictures.
    Video,
    /// Samples.
    Audio,
}

/// An opened decoder.
pub(crate) struct Decoder {
    opened: Opened,
    /// Packets that could not be decoded.
    pub(crate) damaged: u64,
    /// Frames that came out.
    pub(crate) frames: u64,
}

impl Decoder {
    pub(super) fn open(
        input: &Input,
        index: usize,
        limits: &Limits,
        threads: u32,
        medium: Medium,
    ) -> Result<Self, Failure> {
        let stream = input
            .stream(index)
            .ok_or_else(|| internal("the chosen stream is gone"))?;
        let threads = if medium == Medium::Video { threads } else { 1 };
        Self::of(stream.parameters(), stream.time_base(), limits, threads)
    }

    /// Opens a decoder for a stream with these parameters.
    pub(crate) fn of(
        parameters: Parameters,
        time_base: ffmpeg::Rational,
        limits: &Limits,
        threads: u32,
    ) -> Result<Self, Failure> {
        let codec = ffmpeg::decoder::find(parameters.id())
            .ok_or_else(|| failure(FailureKind::Unsupported, "its codec is unknown"))?;
        let context = ffmpeg::codec::Context::from_parameters(parameters)
            .map_err(|error| libav("its codec parameters are refused", error))?;
        let mut decoder = context.decoder();
        decoder.set_packet_time_base(time_base);
        let options = accepted::decoder_options(limits, threads);
        let opened = decoder.open_as_with(codec, options).map_err(|error| {
            failure(
                FailureKind::Damaged,
                format!("its {} decoder does not start: {error}", codec.name()),
            )
        })?;
        Ok(Self {
            opened,
            damaged: 0,
            frames: 0,
        })
    }

    /// Feeds one packet, or the end with `None`, and hands every frame that comes out to `each`.
    /// `empty` makes the kind of frame that this decoder fills.
    pub(crate) fn feed<F: DerefMut<Target = ffmpeg::Frame>>(
        &mut self,
        packet: Option<&ffmpeg::Packet>,
        empty: fn() -> F,
        mut each: impl FnMut(F) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let sent = match packet {
            Some(packet) => self.opened.send_packet(packet),
            None => self.opened.send_eof(),
        };
        match sent {
            Ok(()) | Err(ffmpeg::Error::Eof) => {}
            Err(error @ ffmpeg::Error::Other { errno: ENOMEM }) => {
                return Err(libav("decoding", error));
            }
            Err(_) => self.damaged += 1,
        }
        loop {
            let mut frame = empty();
            match self.opened.receive_frame(&mut frame) {
                Ok(()) => {
                    self.frames += 1;
                    each(frame)?;
                }
                Err(ffmpeg::Error::Eof | ffmpeg::Error::Other { errno: EAGAIN }) => return Ok(()),
                Err(error @ ffmpeg::Error::Other { errno: ENOMEM }) => {
                    return Err(libav("decoding", error));
                }
                Err(_) => self.damaged += 1,
            }
        }
    }

    /// Name of the pixel format, for video.
    pub(crate) fn pixel_format(self) -> Option<String> {
        let video = self.opened.video().ok()?;
        video
            .format()
            .descriptor()
            .map(|descriptor| descriptor.name().to_owned())
    }
}
