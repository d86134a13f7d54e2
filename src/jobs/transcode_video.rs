//! The job `video-transcoding`: what is made of which file, under which names.
//!
//! Names are fixed when the job is written, so that a job that runs twice makes the same files.

use actors_media::{AUDIO_ONLY, Encoding, HlsNames, MasterNames, Probe, Rendition};
use serde::{Deserialize, Serialize};

use crate::{
    config::Transcoding,
    domain::{
        JobId, Resolution,
        ladder::{SourceShape, ladder},
    },
};

/// Milliseconds between the starts of two HLS segments.
pub const SEGMENT_MS: u32 = 4_000;

/// Milliseconds between two key frames.
pub const KEYFRAME_MS: u32 = 2_000;

/// What the worker needs to know, kept in the job's row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TranscodeVideo {
    /// The file to read: the name of a web video.
    pub input: String,
    /// Its length in milliseconds.
    pub duration_ms: u64,
    /// What to make.
    pub renditions: Vec<Rendition>,
    /// Names of the files that describe all HLS renditions together.
    pub master: Option<MasterNames>,
    /// How to encode.
    pub encoding: Encoding,
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

/// Whether a rendition is written as a web video, as HLS, or as both.
#[derive(Clone, Copy)]
struct Formats {
    web_videos: bool,
    hls: bool,
}

impl TranscodeVideo {
    /// Plans the ladder of a source; nothing when the configuration makes nothing of it.
    ///
    /// `name` makes a unique name that begins every file's.
    #[must_use]
    pub fn plan(
        settings: &Transcoding,
        input: &str,
        probe: &Probe,
        name: impl Fn() -> String,
    ) -> Option<Self> {
        let formats = Formats {
            web_videos: settings.web_videos.enabled,
            hls: settings.hls.enabled,
        };
        if !settings.enabled || !(formats.web_videos || formats.hls) {
            return None;
        }
        let video = probe.video.as_ref();
        let fps = video.map_or(0.0, |video| video.fps.min(f64::from(settings.fps.max)));
        let source = SourceShape {
            resolution: video.map(|video| Resolution::of_size(video.width, video.height)),
            fps,
            has_sound: probe.audio.is_some(),
        };
        let always = settings.always_transcode_original_resolution;
        let rungs = ladder(source, &settings.resolutions.enabled(), always);
        let renditions = rungs.iter().map(|rung| {
            let id = rung.resolution.id();
            rendition(id, settings.fps.max, rung.video_bit_rate, formats, &name)
        });
        Some(Self {
            input: input.to_owned(),
            duration_ms: probe.duration,
            renditions: renditions.collect(),
            master: formats.hls.then(|| MasterNames {
                playlist: format!("{}-master.m3u8", name()),
                segment_hashes: format!("{}-segments-sha256.json", name()),
            }),
            encoding: Encoding {
                threads: settings.threads,
                ..Encoding::default()
            },
        })
    }
}

fn rendition(
    resolution: u32,
    max_fps: u32,
    video_bit_rate: u64,
    formats: Formats,
    name: &impl Fn() -> String,
) -> Rendition {
    // A web video without a picture would only repeat the sound of the others.
    let web_video = formats.web_videos && (resolution != AUDIO_ONLY || !formats.hls);
    Rendition {
        resolution,
        max_fps,
        video_bit_rate,
        web_video: web_video.then(|| format!("{}-{resolution}.mp4", name())),
        hls: formats.hls.then(|| {
            let name = name();
            HlsNames {
                media: format!("{name}-{resolution}-fragmented.mp4"),
                playlist: format!("{name}-{resolution}.m3u8"),
            }
        }),
    }
}
