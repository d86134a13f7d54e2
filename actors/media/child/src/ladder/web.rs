//! Writes a rung as one progressive MP4, its index in front.

use std::path::Path;

use actors_media::Failure;
use ffmpeg::format::context::Output;
use ffmpeg::{Dictionary, Packet, Rational};
use ffmpeg_next as ffmpeg;

use super::tracks::{Heads, Track, Tracks};
use crate::failure::{internal, io, libav};

/// A web video in the making.
pub(super) struct WebVideo {
    output: Output,
    tracks: Tracks,
    time_bases: Vec<Rational>,
}

impl WebVideo {
    /// Creates the file and writes its head.
    pub(super) fn create(path: &Path, tracks: Tracks, heads: Heads<'_>) -> Result<Self, Failure> {
        let error = |error| libav("a web video cannot be written", error);
        let mut output = ffmpeg::format::output_as(path, "mp4").map_err(error)?;
        tracks.declare(&mut output, heads).map_err(error)?;
        let mut options = Dictionary::new();
        options.set("movflags", "+faststart");
        output.write_header_with(options).map_err(error)?;
        let time_bases = output.streams().map(|stream| stream.time_base()).collect();
        Ok(Self {
            output,
            tracks,
            time_bases,
        })
    }

    /// Adds a packet of a track.
    pub(super) fn write(&mut self, track: Track, mut packet: Packet) -> Result<(), Failure> {
        let Some((index, from)) = self.tracks.of(track) else {
            return Ok(());
        };
        let to = self
            .time_bases
            .get(index)
            .copied()
            .ok_or_else(|| internal("a track without a time base"))?;
        packet.set_stream(index);
        packet.rescale_ts(from, to);
        packet
            .write_interleaved(&mut self.output)
            .map_err(|error| libav("a web video cannot be written", error))
    }

    /// Writes the index, moves it to the front, and flushes the file to disk.
    pub(super) fn finish(mut self, path: &Path) -> Result<(), Failure> {
        self.output
            .write_trailer()
            .map_err(|error| libav("a web video cannot be finished", error))?;
        drop(self.output);
        std::fs::File::open(path)
            .and_then(|file| file.sync_all())
            .map_err(|error| io("a web video cannot be flushed", &error))
    }
}
