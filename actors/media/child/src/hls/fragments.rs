//! Cuts the packets of one rung into fragments of one MP4 file.
//!
//! A fragment ends where a key frame at or after the next multiple of the interval begins, and holds the sound up to
//! that time. So packets wait here until both tracks reach the cut.

use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};

use actors_media::Failure;
use ffmpeg::format::context::{Output, StreamIo};
use ffmpeg::{Dictionary, Packet, Rational, Rescale};
use ffmpeg_next as ffmpeg;

use super::hashing::{Cutter, hashing};
use super::segments::{ByteRange, Segment, SegmentList};
use crate::failure::{internal, io, libav};
use crate::ladder::{Heads, TICKS, Track, Tracks};
use crate::libav::flush_fragment;

/// Bytes that wait for the other track at most; sound that comes later than that goes to a later fragment.
const LARGEST_WAIT: usize = 64 * 1024 * 1024;

/// A fragmented file in the making.
pub(crate) struct Fragments {
    path: PathBuf,
    output: Output,
    tracks: Tracks,
    time_bases: Vec<Rational>,
    cutter: Cutter,
    interval: i64,
    next_cut: i64,
    started: i64,
    video: VecDeque<Packet>,
    audio: VecDeque<Packet>,
    waiting: usize,
    /// Ticks at which the last packet of each kind ends.
    video_end: i64,
    audio_end: i64,
    position: u64,
    head: Option<ByteRange>,
    segments: Vec<Segment>,
}

impl Fragments {
    /// Creates the file. `interval` is the wished length of a segment in ticks.
    pub(crate) fn create(
        path: &Path,
        tracks: Tracks,
        heads: Heads<'_>,
        interval: i64,
    ) -> Result<Self, Failure> {
        let error = |error| libav("an HLS file cannot be written", error);
        let file =
            File::create(path).map_err(|error| io("an HLS file cannot be created", &error))?;
        let (file, cutter) = hashing(file);
        let bytes = StreamIo::from_write_with_capacity(file, 256 * 1024).map_err(error)?;
        let mut output =
            ffmpeg::format::output_to_stream(bytes, None, Some("mp4")).map_err(error)?;
        tracks.declare(&mut output, heads).map_err(error)?;
        let mut options = Dictionary::new();
        // The head waits for the first packets: their offsets make the edit list that starts both tracks at time 0.
        options.set(
            "movflags",
            "frag_custom+delay_moov+default_base_moof+skip_trailer",
        );
        output.write_header_with(options).map_err(error)?;
        let time_bases = output.streams().map(|stream| stream.time_base()).collect();
        Ok(Self {
            path: path.to_owned(),
            output,
            tracks,
            time_bases,
            cutter,
            interval: interval.max(1),
            next_cut: interval.max(1),
            started: 0,
            video: VecDeque::new(),
            audio: VecDeque::new(),
            waiting: 0,
            video_end: 0,
            audio_end: 0,
            position: 0,
            head: None,
            segments: Vec::new(),
        })
    }

    /// Takes a packet, and cuts what has become complete.
    pub(crate) fn write(&mut self, track: Track, packet: Packet) -> Result<(), Failure> {
        let Some((_, time_base)) = self.tracks.of(track) else {
            return Ok(());
        };
        let end = ticks(
            packet.pts().unwrap_or(0).saturating_add(packet.duration()),
            time_base,
        );
        self.waiting += packet.size();
        match track {
            Track::Video => {
                self.video_end = self.video_end.max(end);
                self.video.push_back(packet);
            }
            Track::Audio => {
                self.audio_end = self.audio_end.max(end);
                self.audio.push_back(packet);
            }
        }
        while let Some((pictures, time)) = self.complete() {
            self.cut(pictures, time)?;
        }
        Ok(())
    }

    /// Writes what is left, flushes the file to disk, and tells its ranges.
    pub(crate) fn finish(mut self, file: &str) -> Result<SegmentList, Failure> {
        if !self.video.is_empty() || !self.audio.is_empty() {
            let end = if self.tracks.video {
                self.video_end
            } else {
                self.audio_end
            };
            self.cut(self.video.len(), end.max(self.started))?;
        }
        self.output
            .write_trailer()
            .map_err(|error| libav("an HLS file cannot be finished", error))?;
        drop(self.output);
        File::open(&self.path)
            .and_then(|file| file.sync_all())
            .map_err(|error| io("an HLS file cannot be flushed", &error))?;
        let head = self
            .head
            .ok_or_else(|| internal("an HLS file without any segment"))?;
        Ok(SegmentList {
            file: file.to_owned(),
            head,
            segments: self.segments,
        })
    }

    /// How many waiting pictures belong to the current segment, and when the next one starts, once that is certain.
    fn complete(&self) -> Option<(usize, i64)> {
        if !self.tracks.video {
            return (self.audio_end > self.next_cut).then_some((0, self.next_cut));
        }
        let starts = |packet: &Packet| {
            packet.is_key() && packet.pts().is_some_and(|pts| pts >= self.next_cut)
        };
        let (place, packet) = self
            .video
            .iter()
            .enumerate()
            .skip(1)
            .find(|(_, packet)| starts(packet))?;
        let time = packet.pts()?;
        let has_sound =
            self.tracks.audio.is_none() || self.audio_end >= time || self.waiting > LARGEST_WAIT;
        has_sound.then_some((place, time))
    }

    /// Writes one fragment: that many pictures, and the sound that starts before `time`.
    fn cut(&mut self, pictures: usize, time: i64) -> Result<(), Failure> {
        let last = pictures == self.video.len();
        for _ in 0..pictures {
            let Some(mut packet) = self.video.pop_front() else {
                break;
            };
            // Exact even where frames were dropped; a fragment tells the length of its last picture by this.
            if let (Some(dts), Some(next)) =
                (packet.dts(), self.video.front().and_then(Packet::dts))
            {
                packet.set_duration(next - dts);
            }
            self.put(Track::Video, packet)?;
        }
        let at_end = last && self.tracks.video;
        while let Some(packet) = self.audio.pop_front() {
            let starts = self
                .tracks
                .of(Track::Audio)
                .map_or(0, |(_, base)| ticks(packet.pts().unwrap_or(0), base));
            if starts >= time && !at_end {
                self.audio.push_front(packet);
                break;
            }
            self.put(Track::Audio, packet)?;
        }
        if self.head.is_none() {
            self.head = Some(self.flush()?);
        }
        let range = self.flush()?;
        let duration = (time - self.started) as f64 / f64::from(TICKS);
        self.segments.push(Segment { range, duration });
        self.started = time;
        self.next_cut = (time / self.interval + 1) * self.interval;
        Ok(())
    }

    fn put(&mut self, track: Track, mut packet: Packet) -> Result<(), Failure> {
        let Some((index, from)) = self.tracks.of(track) else {
            return Ok(());
        };
        let to = self
            .time_bases
            .get(index)
            .copied()
            .ok_or_else(|| internal("a track without a time base"))?;
        self.waiting = self.waiting.saturating_sub(packet.size());
        packet.set_stream(index);
        packet.rescale_ts(from, to);
        packet
            .write(&mut self.output)
            .map(|_flushed| ())
            .map_err(|error| libav("an HLS file cannot be written", error))
    }

    fn flush(&mut self) -> Result<ByteRange, Failure> {
        flush_fragment(&mut self.output)
            .map_err(|error| libav("an HLS file cannot be written", error))?;
        let (end, sha256) = self.cutter.cut();
        let range = ByteRange {
            start: self.position,
            length: end - self.position,
            sha256,
        };
        self.position = end;
        Ok(range)
    }
}

fn ticks(time: i64, time_base: Rational) -> i64 {
    time.rescale(time_base, Rational(1, TICKS))
}
