//! The job `video-transcoding`: what is made of which file, under which names.
//!
//! A video has one or two: the first makes what it can be watched with soonest, the second all the rest in one go. Names
//! are fixed when the jobs are written, so that a job that runs twice makes the same files.

mod encoding;
mod order;

#[cfg(test)]
mod tests;

use actors_media::{AUDIO_ONLY, Encoding, HlsNames, Probe, Rendition, STILL_FPS};
use serde::{Deserialize, Serialize};

use self::order::Order;
use crate::{
    config::Transcoding,
    domain::{
        JobId, Resolution, VideoFileId,
        ladder::{Rung, SourceShape, ladder},
    },
    media::picture::PREVIEW,
};

/// Milliseconds between the starts of two HLS segments.
pub const SEGMENT_MS: u32 = 4_000;

/// Milliseconds between two key frames.
pub const KEYFRAME_MS: u32 = 2_000;

/// What the worker needs to know, kept in the job's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TranscodeVideo {
    /// The file to read, among the files of the video: whatever it is called by then.
    pub input: VideoFileId,
    /// What is made of it.
    #[serde(flatten)]
    pub part: Part,
}

/// One job's part of the ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// The length of the input in milliseconds.
    pub duration_ms: u64,
    /// What to make.
    pub renditions: Vec<Rendition>,
    /// Names of the files that describe all HLS renditions of the video together, from the end of this job on.
    pub playlist: Option<PlaylistNames>,
    /// Whether key frames stand where those of the input do, since another part copies it.
    pub follow_keyframes: bool,
    /// Whether the sound is taken as it is.
    pub copy_sound: bool,
    /// Whether the input has no picture, and the video's large one is shown instead.
    pub still: bool,
    /// How to encode.
    pub encoding: Encoding,
    /// Whether nothing is left to be made of the input.
    pub is_last: bool,
}

/// Names of the files that describe all HLS renditions together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlaylistNames {
    /// The master playlist.
    pub master: String,
    /// The SHA-256 of each segment.
    pub segment_hashes: String,
}

/// The jobs of one video.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What the video can be watched with soonest.
    pub first: Part,
    /// The rest, if there is one.
    pub rest: Option<Part>,
}

/// Where a job's files are made, among the work in progress.
#[must_use]
pub fn work_folder(job: JobId) -> String {
    format!("job-{job}")
}

/// The job whose files are made in a folder of this name.
#[must_use]
pub fn job_of_folder(name: &str) -> Option<JobId> {
    name.strip_prefix("job-")?.parse().ok().map(JobId::new)
}

/// Plans the ladder of a source; nothing when the configuration makes nothing of it.
///
/// `name` makes a unique name that begins every file's.
#[must_use]
pub fn plan(settings: &Transcoding, probe: &Probe, name: impl Fn() -> String) -> Option<Plan> {
    let formats = Formats {
        web_videos: settings.web_videos.enabled,
        hls: settings.hls.enabled,
        split: settings.hls.enabled && settings.hls.split_audio_and_video,
    };
    if !settings.enabled || !(formats.web_videos || formats.hls) {
        return None;
    }
    let source = shape(settings, probe);
    let mut enabled = settings.resolutions.enabled();
    if formats.split && !enabled.contains(&Resolution::AUDIO_ONLY) {
        enabled.push(Resolution::AUDIO_ONLY);
    }
    let always = settings.always_transcode_original_resolution;
    let order = Order::of(ladder(source, &enabled, always), |rung| {
        source.resolution == Some(rung.resolution) && copies_picture(settings, probe, rung)
    });
    let parts = Parts {
        settings,
        probe,
        formats,
        copy: order.copy,
        name: &name,
    };
    let is_only = order.rest.is_empty();
    Some(Plan {
        first: parts.part(&order.first, is_only),
        rest: (!is_only).then(|| parts.part(&order.rest, true)),
    })
}

/// The source as the ladder sees it. Sound without a picture is shown with the video's large picture.
fn shape(settings: &Transcoding, probe: &Probe) -> SourceShape {
    let limit = f64::from(settings.fps.max);
    let (resolution, fps) = match &probe.video {
        Some(video) => (
            Resolution::of_size(video.width, video.height),
            video.fps.min(limit),
        ),
        None => (
            Resolution::of_size(PREVIEW.0, PREVIEW.1),
            f64::from(STILL_FPS).min(limit),
        ),
    };
    SourceShape {
        resolution: Some(resolution),
        fps,
        has_sound: probe.audio.is_some(),
    }
}

/// Whether the picture of the source is right for a rung as it is.
fn copies_picture(settings: &Transcoding, probe: &Probe, rung: &Rung) -> bool {
    let Some(video) = &probe.video else {
        return false;
    };
    let rate = video.bit_rate.unwrap_or(probe.bit_rate);
    video.can_be_copied
        && video.fps <= f64::from(settings.fps.max) + 0.5
        && encoding::is_thrifty(rate, rung.video_bit_rate)
}

/// How renditions are written.
#[derive(Clone, Copy)]
struct Formats {
    web_videos: bool,
    hls: bool,
    /// Whether the sound has an HLS rendition of its own.
    split: bool,
}

/// What all parts of a plan share.
struct Parts<'a, Name> {
    settings: &'a Transcoding,
    probe: &'a Probe,
    formats: Formats,
    copy: Option<Resolution>,
    name: &'a Name,
}

impl<Name: Fn() -> String> Parts<'_, Name> {
    fn part(&self, rungs: &[Rung], is_last: bool) -> Part {
        let audio = self.probe.audio.as_ref();
        Part {
            duration_ms: self.probe.duration,
            renditions: rungs.iter().map(|rung| self.rendition(rung)).collect(),
            playlist: self.formats.hls.then(|| PlaylistNames {
                master: format!("{}-master.m3u8", (self.name)()),
                segment_hashes: format!("{}-segments-sha256.json", (self.name)()),
            }),
            follow_keyframes: self.copy.is_some(),
            copy_sound: audio.is_some_and(encoding::copies_sound),
            still: self.probe.video.is_none(),
            encoding: encoding::of(self.settings),
            is_last,
        }
    }

    fn rendition(&self, rung: &Rung) -> Rendition {
        let resolution = rung.resolution.id();
        let copy = self.copy == Some(rung.resolution);
        let known = self.probe.video.as_ref().and_then(|video| video.bit_rate);
        // A web video without a picture would only repeat the sound of the others.
        let web_video = self.formats.web_videos && (resolution != AUDIO_ONLY || !self.formats.hls);
        Rendition {
            resolution,
            copy,
            max_fps: self.settings.fps.max,
            video_bit_rate: match known {
                Some(known) if copy => known.max(rung.video_bit_rate),
                _ => rung.video_bit_rate,
            },
            web_video: web_video.then(|| format!("{}-{resolution}.mp4", (self.name)())),
            hls: self.formats.hls.then(|| {
                let name = (self.name)();
                HlsNames {
                    media: format!("{name}-{resolution}-fragmented.mp4"),
                    playlist: format!("{name}-{resolution}.m3u8"),
                    sound: resolution == AUDIO_ONLY || !self.formats.split,
                }
            }),
        }
    }
}
