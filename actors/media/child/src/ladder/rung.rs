//! One rendition: its encoder and the files that take its packets.

use std::path::{Path, PathBuf};

use actors_media::{
    AUDIO_ONLY, Failure, FailureKind, HlsOutput, Rendition, RenditionOutput, Transcode, WebOutput,
};
use ffmpeg::Packet;
use ffmpeg::frame::Video;
use ffmpeg_next as ffmpeg;

use super::copy::CopiedStream;
use super::hardware::Hardware;
use super::pace::Pace;
use super::plan::{self, TICKS};
use super::sounds::Sound;
use super::tracks::{Head, Heads, Track, Tracks};
use super::video::VideoEncoder;
use super::web::WebVideo;
use crate::failure::failure;
use crate::hls::{self, Fragments, SegmentList};
use crate::inspect;
use crate::source::VideoStream;

/// One rung of the ladder at work.
pub(super) struct Rung<'a> {
    rendition: &'a Rendition,
    folder: &'a Path,
    video: RungVideo,
    tracks: Tracks,
    codecs: String,
    pace: Pace,
    web: Option<WebVideo>,
    hls: Option<Fragments>,
    pictures: u64,
    /// Ticks at which the last picture ends.
    end: i64,
    /// Bytes handed to the files.
    pub(super) bytes: u64,
}

/// Where the pictures of a rung come from.
enum RungVideo {
    /// It has none.
    None,
    /// They are encoded.
    Encoded(VideoEncoder),
    /// They are the input's own, of this size.
    Copied(u32, u32),
}

impl RungVideo {
    fn size(&self) -> (u32, u32) {
        match self {
            Self::None => (0, 0),
            Self::Encoded(encoder) => (encoder.width, encoder.height),
            Self::Copied(width, height) => (*width, *height),
        }
    }
}

/// What rungs are made of: the stream of pictures, also as it would be copied, and the sound.
#[derive(Clone, Copy)]
pub(super) struct Materials<'a> {
    pub(super) stream: Option<&'a VideoStream>,
    pub(super) copied: Option<&'a CopiedStream>,
    pub(super) sound: Option<&'a Sound>,
    pub(super) hardware: Option<&'a Hardware>,
}

/// A finished rung.
pub(super) struct Finished {
    pub(super) output: RenditionOutput,
    pub(super) segments: Option<SegmentList>,
}

impl<'a> Rung<'a> {
    /// Opens the encoder and creates the files.
    pub(super) fn open(
        rendition: &'a Rendition,
        transcode: &'a Transcode,
        materials: Materials<'_>,
    ) -> Result<Self, Failure> {
        let sound = materials.sound;
        let video = match materials.stream {
            Some(stream) if rendition.copy => {
                let (width, height) = stream.shown_size();
                RungVideo::Copied(width, height)
            }
            Some(stream) if rendition.resolution != AUDIO_ONLY => {
                let encoder =
                    VideoEncoder::open(stream, rendition, &transcode.encoding, materials.hardware)?;
                RungVideo::Encoded(encoder)
            }
            _ => RungVideo::None,
        };
        let has_video = !matches!(video, RungVideo::None);
        if !has_video && sound.is_none() {
            return Err(failure(
                FailureKind::Unsupported,
                "there is no sound to make an audio rendition of",
            ));
        }
        let tracks = Tracks {
            video: has_video,
            audio: sound.map(Sound::rate),
        };
        let (head, extradata) = match (&video, materials.copied) {
            (RungVideo::Encoded(encoder), _) => (
                Some(Head::Encoded(encoder.context())),
                Some(encoder.extradata.as_slice()),
            ),
            (RungVideo::Copied(..), Some(copied)) => (
                Some(Head::Copied(&copied.parameters)),
                Some(copied.extradata.as_slice()),
            ),
            _ => (None, None),
        };
        let heads = Heads {
            video: head,
            audio: sound.map(Sound::head),
        };
        let folder = transcode.output_folder.as_path();
        let web = match &rendition.web_video {
            Some(name) => Some(WebVideo::create(&folder.join(name), tracks, heads)?),
            None => None,
        };
        let hls = match &rendition.hls {
            Some(names) => {
                let interval = plan::ticks(transcode.segment_ms);
                let tracks = Tracks {
                    audio: tracks.audio.filter(|_| names.sound),
                    ..tracks
                };
                Some(Fragments::create(
                    &folder.join(&names.media),
                    tracks,
                    heads,
                    interval,
                )?)
            }
            None => None,
        };
        let is_heard = rendition.hls.as_ref().is_none_or(|names| names.sound);
        let codecs = hls::codecs(extradata, sound.filter(|_| is_heard).map(Sound::extradata));
        let pace = Pace::at_most(rendition.max_fps);
        Ok(Self {
            rendition,
            folder,
            video,
            tracks,
            codecs,
            pace,
            web,
            hls,
            pictures: 0,
            end: 0,
            bytes: 0,
        })
    }

    /// Takes a decoded picture at a time in ticks, and drops it if it comes too soon.
    pub(super) fn picture(
        &mut self,
        picture: &mut Video,
        time: i64,
        duration: i64,
        key: bool,
    ) -> Result<(), Failure> {
        let RungVideo::Encoded(video) = &mut self.video else {
            return Ok(());
        };
        self.end = self.end.max(time.saturating_add(duration));
        if !self.pace.keeps(time, key) {
            return Ok(());
        }
        video.encode(picture, time, duration, key)?;
        self.pictures += 1;
        self.write_pictures()
    }

    /// Takes a picture of the input as it is.
    pub(super) fn copied_picture(&mut self, packet: &Packet) -> Result<(), Failure> {
        if !matches!(self.video, RungVideo::Copied(..)) {
            return Ok(());
        }
        let shown = packet.pts().unwrap_or(0).saturating_add(packet.duration());
        self.end = self.end.max(shown);
        self.pictures += 1;
        self.write(Track::Video, packet.clone())
    }

    /// Takes an encoded stretch of sound.
    pub(super) fn sound(&mut self, packet: &Packet) -> Result<(), Failure> {
        self.write(Track::Audio, packet.clone())
    }

    /// Ends the encoder and the files, and reads them back.
    pub(super) fn finish(
        mut self,
        sound_ms: u64,
        transcode: &Transcode,
    ) -> Result<Finished, Failure> {
        if let RungVideo::Encoded(video) = &mut self.video {
            video.end()?;
            self.write_pictures()?;
        }
        let video_ms = plan::milliseconds(self.end);
        let seconds = self.end as f64 / f64::from(TICKS);
        let web = match (self.web, &self.rendition.web_video) {
            (Some(web), Some(name)) => {
                Some(finish_web(web, &self.folder.join(name), name, transcode)?)
            }
            _ => None,
        };
        let (hls, segments) = match (self.hls, &self.rendition.hls) {
            (Some(fragments), Some(names)) => {
                let segments = fragments.finish(&names.media)?;
                let path: PathBuf = self.folder.join(&names.playlist);
                hls::write(&path, &hls::media_playlist(&segments))?;
                let output = HlsOutput {
                    file: names.media.clone(),
                    playlist: names.playlist.clone(),
                    size: segments.size(),
                    codecs: self.codecs,
                    segments: u32::try_from(segments.segments.len()).unwrap_or(u32::MAX),
                    bandwidth: segments.bandwidth(),
                    average_bandwidth: segments.average_bandwidth(),
                    probe: inspect::output(&self.folder.join(&names.media), &transcode.limits)?,
                };
                (Some(output), Some(segments))
            }
            _ => (None, None),
        };
        let (width, height) = self.video.size();
        let output = RenditionOutput {
            resolution: self.rendition.resolution,
            width,
            height,
            fps: if seconds > 0.0 {
                (self.pictures as f64 / seconds * 1000.0).round() / 1000.0
            } else {
                0.0
            },
            duration: video_ms.max(if self.tracks.audio.is_some() {
                sound_ms
            } else {
                0
            }),
            has_video: self.tracks.video,
            has_audio: self.tracks.audio.is_some(),
            web,
            hls,
        };
        Ok(Finished { output, segments })
    }

    fn write_pictures(&mut self) -> Result<(), Failure> {
        while let RungVideo::Encoded(video) = &mut self.video {
            let Some(packet) = video.packet()? else { break };
            self.write(Track::Video, packet)?;
        }
        Ok(())
    }

    fn write(&mut self, track: Track, packet: Packet) -> Result<(), Failure> {
        let size = u64::try_from(packet.size()).unwrap_or(0);
        match (&mut self.web, &mut self.hls) {
            (Some(web), Some(hls)) => {
                self.bytes += 2 * size;
                web.write(track, packet.clone())?;
                hls.write(track, packet)
            }
            (Some(web), None) => {
                self.bytes += size;
                web.write(track, packet)
            }
            (None, Some(hls)) => {
                self.bytes += size;
                hls.write(track, packet)
            }
            (None, None) => Ok(()),
        }
    }
}

fn finish_web(
    web: WebVideo,
    path: &Path,
    name: &str,
    transcode: &Transcode,
) -> Result<WebOutput, Failure> {
    web.finish(path)?;
    let probe = inspect::output(path, &transcode.limits)?;
    Ok(WebOutput {
        file: name.to_owned(),
        size: probe.size,
        probe,
    })
}
