//! The input: opened from a descriptor, by containers and codecs from `accepted` alone, measured against the limits.
//!
//! libav never learns the name of the file. A name could start with a protocol or a dash, and a name lets a script
//! find its siblings; the descriptor can do neither.

mod accepted;
mod decoder;
mod stream;

use std::fs::File;
use std::path::Path;

use actors_media::{Failure, FailureKind, Limits};
use ffmpeg::codec::Parameters;
use ffmpeg::format::context::{Input, StreamIo};
use ffmpeg_next as ffmpeg;

use crate::failure::{failure, internal, io, libav};

pub(crate) use decoder::{Decoder, Medium};
pub(crate) use stream::{AudioStream, VideoStream};

/// Errors in a row after which reading is taken to be at its end.
const READ_ERRORS: u32 = 64;

/// Opens the file itself, before the process is confined.
pub(crate) fn open_file(path: &Path) -> Result<File, Failure> {
    let file = File::open(path).map_err(|error| io("the input cannot be opened", &error))?;
    let metadata = file
        .metadata()
        .map_err(|error| io("the input cannot be examined", &error))?;
    if metadata.is_file() {
        Ok(file)
    } else {
        Err(failure(
            FailureKind::NotMedia,
            "the input is not a regular file",
        ))
    }
}

/// An input with the streams that would be played.
pub(crate) struct Source {
    context: Input,
    pub(crate) video: Option<VideoStream>,
    pub(crate) audio: Option<AudioStream>,
    /// Bytes of the file.
    pub(crate) size: u64,
    /// When the first stream begins, in microseconds of the container's clock.
    pub(crate) start_us: i64,
    /// Length that the container tells, in microseconds.
    pub(crate) duration_us: Option<i64>,
}

impl Source {
    /// Reads the head of the file and chooses its streams.
    pub(crate) fn open(file: File, limits: &Limits) -> Result<Self, Failure> {
        let size = file
            .metadata()
            .map_err(|error| io("the input cannot be examined", &error))?
            .len();
        let bytes = StreamIo::from_read_seek_with_capacity(file, 256 * 1024)
            .map_err(|error| libav("the input cannot be read", error))?;
        let context =
            ffmpeg::format::input_from_stream(bytes, None, Some(accepted::options(limits)))
                .map_err(|error| refused(error, limits))?;
        if context.nb_streams() > limits.streams {
            return Err(failure(
                FailureKind::LimitExceeded,
                format!("it has {} streams", context.nb_streams()),
            ));
        }
        let video = VideoStream::choose(&context, limits)?;
        let audio = AudioStream::choose(&context)?;
        if video.is_none() && audio.is_none() {
            return Err(failure(
                FailureKind::NotMedia,
                "it has neither picture nor sound",
            ));
        }
        let starts = [
            video.as_ref().and_then(|stream| stream.start_us),
            audio.as_ref().and_then(|stream| stream.start_us),
        ];
        let source = Self {
            start_us: starts.into_iter().flatten().min().unwrap_or(0),
            duration_us: Some(context.duration()).filter(|duration| *duration > 0),
            context,
            video,
            audio,
            size,
        };
        source.refuse_long(limits, source.duration_us)?;
        Ok(source)
    }

    /// Name of the container.
    pub(crate) fn container(&self) -> String {
        self.context.format().name().to_owned()
    }

    /// Codec of a stream.
    pub(crate) fn codec(&self, index: usize) -> ffmpeg::codec::Id {
        self.context
            .stream(index)
            .map_or(ffmpeg::codec::Id::None, |stream| stream.parameters().id())
    }

    /// The parameters of a stream, for a container that takes it as it is.
    pub(crate) fn parameters(&self, index: usize) -> Result<Parameters, Failure> {
        let stream = self.context.stream(index);
        let stream = stream.ok_or_else(|| internal("the chosen stream is gone"))?;
        Ok(crate::libav::portable(&stream))
    }

    /// The next packet of any stream, or `None` at the end. A damaged stretch is skipped, not the whole rest.
    pub(crate) fn next_packet(&mut self) -> Option<ffmpeg::Packet> {
        let mut packet = ffmpeg::Packet::empty();
        for _ in 0..READ_ERRORS {
            match packet.read(&mut self.context) {
                Ok(()) => return Some(packet),
                Err(ffmpeg::Error::Eof) => return None,
                Err(_) => {}
            }
        }
        None
    }

    /// Goes to the last key frame at or before a time from the start, in microseconds.
    pub(crate) fn seek(&mut self, time_us: i64) -> bool {
        let target = self.start_us.saturating_add(time_us);
        self.context
            .seek(target, ..target.saturating_add(1))
            .is_ok()
            || self.context.seek(target, ..).is_ok()
    }

    /// Opens the decoder of the chosen video stream.
    pub(crate) fn video_decoder(
        &self,
        limits: &Limits,
        threads: u32,
    ) -> Result<Option<(VideoStream, Decoder)>, Failure> {
        let Some(stream) = &self.video else {
            return Ok(None);
        };
        let decoder = Decoder::open(&self.context, stream.index, limits, threads, Medium::Video)?;
        Ok(Some((stream.clone(), decoder)))
    }

    /// Opens the decoder of the chosen audio stream.
    pub(crate) fn audio_decoder(
        &self,
        limits: &Limits,
    ) -> Result<Option<(AudioStream, Decoder)>, Failure> {
        let Some(stream) = &self.audio else {
            return Ok(None);
        };
        let decoder = Decoder::open(&self.context, stream.index, limits, 1, Medium::Audio)?;
        Ok(Some((stream.clone(), decoder)))
    }

    /// Length by the packets themselves, for containers that were written without knowing their end.
    pub(crate) fn measure_duration(&mut self, limits: &Limits) -> Result<i64, Failure> {
        let mut end = self.start_us;
        while let Some(packet) = self.next_packet() {
            let Some(time_base) = self
                .context
                .stream(packet.stream())
                .map(|stream| stream.time_base())
            else {
                continue;
            };
            if let Some(pts) = packet.pts().or_else(|| packet.dts()) {
                end = end.max(stream::microseconds(
                    pts.saturating_add(packet.duration().max(0)),
                    time_base,
                ));
            }
        }
        let duration = end.saturating_sub(self.start_us);
        self.refuse_long(limits, Some(duration))?;
        Ok(duration)
    }

    fn refuse_long(&self, limits: &Limits, duration_us: Option<i64>) -> Result<(), Failure> {
        let milliseconds = duration_us
            .and_then(|duration| u64::try_from(duration / 1000).ok())
            .unwrap_or(0);
        if milliseconds > limits.duration_ms {
            return Err(failure(
                FailureKind::LimitExceeded,
                format!("it lasts {} s", milliseconds / 1000),
            ));
        }
        Ok(())
    }
}

/// Why libav did not take the input.
fn refused(error: ffmpeg::Error, limits: &Limits) -> Failure {
    match error {
        // libav's word for one stream too many is the same as for too little memory.
        ffmpeg::Error::Other {
            errno: ffmpeg::error::ENOMEM,
        } => failure(
            FailureKind::LimitExceeded,
            format!(
                "it has more than {} streams, or its head needs more memory than there is",
                limits.streams
            ),
        ),
        ffmpeg::Error::Other {
            errno: ffmpeg::error::EINVAL,
        } => failure(
            FailureKind::Unsupported,
            "it is of a kind of file that is not accepted",
        ),
        ffmpeg::Error::Other { .. } => libav("the input cannot be read", error),
        _ => failure(
            FailureKind::NotMedia,
            format!("no media file was recognised: {error}"),
        ),
    }
}
