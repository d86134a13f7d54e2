//! From a row of the job table to what a worker is asked to do.

use actors_media::{Limits, Storyboard, Transcode};
use actors_transcode::Work;

use super::{TranscodeShelf, Trouble};
use crate::{
    domain::{JobKind, Resolution, VideoReference},
    jobs::{
        draw_storyboard::DrawStoryboard,
        transcode_video::{KEYFRAME_MS, SEGMENT_MS, TranscodeVideo, work_folder},
    },
    media::Place,
    store::{
        jobs::JobRow,
        video_files::{self, VideoFileRow},
        videos::{self, VideoRow},
    },
};

/// A rendition of so many lines is large enough for the pictures of a storyboard.
const LARGE_ENOUGH: Resolution = Resolution::new(240);

/// What a worker is asked to do.
pub(super) struct Task {
    pub(super) work: Work,
    /// The length of the input.
    pub(super) duration_ms: u64,
}

/// Why nobody can do a job now.
pub(super) struct Unworkable {
    /// One line for people.
    pub(super) reason: String,
    /// Whether it may be possible later.
    pub(super) retry: bool,
}

impl Unworkable {
    fn for_good(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            retry: false,
        }
    }
}

impl TranscodeShelf {
    /// Reads what the job says, and finds the files that it is about.
    pub(super) async fn task(&self, job: &JobRow) -> Result<Result<Task, Unworkable>, Trouble> {
        let mut tx = self.store.read().await?;
        let video = match job.video() {
            Some(video) => videos::find(&mut tx, VideoReference::Id(video)).await?,
            None => None,
        };
        let Some(video) = video else {
            return Ok(Err(Unworkable::for_good("its video is gone")));
        };
        let files = video_files::list(&mut tx, video.id).await?;
        drop(tx);
        Ok(match job.kind {
            JobKind::VideoTranscoding => self.transcoding(job, &video, &files),
            JobKind::GenerateVideoStoryboard => self.storyboard(job, &video, &files),
            kind => Err(Unworkable::for_good(format!(
                "no worker of this server does {}",
                kind.word()
            ))),
        })
    }

    fn transcoding(
        &self,
        job: &JobRow,
        video: &VideoRow,
        files: &[VideoFileRow],
    ) -> Result<Task, Unworkable> {
        let plan: TranscodeVideo = read(job)?;
        let input = files
            .iter()
            .find(|file| file.id == plan.input)
            .ok_or_else(|| Unworkable::for_good("the file that it was to be made of is gone"))?;
        let preview = video.preview.as_ref().filter(|_| plan.part.still);
        Ok(Task {
            duration_ms: plan.part.duration_ms,
            work: Work::Transcode(Transcode {
                input: self.library.path(Place::WebVideos, &input.filename),
                still: preview.map(|preview| self.library.path(Place::Previews, preview)),
                output_folder: self.library.path(Place::Work, &work_folder(job.id)),
                renditions: plan.part.renditions,
                segment_hashes: plan.part.playlist.map(|names| names.segment_hashes),
                segment_ms: SEGMENT_MS,
                keyframe_ms: KEYFRAME_MS,
                follow_keyframes: plan.part.follow_keyframes,
                copy_sound: plan.part.copy_sound,
                encoding: plan.part.encoding,
                limits: self.limits(),
            }),
        })
    }

    fn storyboard(
        &self,
        job: &JobRow,
        video: &VideoRow,
        files: &[VideoFileRow],
    ) -> Result<Task, Unworkable> {
        let plan: DrawStoryboard = read(job)?;
        let file = easiest(files).ok_or_else(|| Unworkable {
            reason: "the video has no file with a picture".to_owned(),
            retry: true,
        })?;
        let input = match file.playlist_id {
            None => self.library.path(Place::WebVideos, &file.filename),
            Some(_) => {
                let name = format!("{}/{}", video.uuid, file.filename);
                self.library.path(Place::Hls, &name)
            }
        };
        Ok(Task {
            duration_ms: plan.duration_ms,
            work: Work::Storyboard(Storyboard {
                input,
                output: self.made(job.id, &plan.sheet),
                width: plan.width,
                height: plan.height,
                columns: plan.columns,
                count: plan.count,
                interval_ms: u64::from(plan.seconds) * 1000,
                limits: self.limits(),
            }),
        })
    }

    /// Those that do not follow from the length of the input.
    fn limits(&self) -> Limits {
        Limits {
            nice: self.config.worker.nice,
            ..Limits::default()
        }
    }
}

/// The file in which a place is found with the least work: whole files have an index, and small pictures are decoded
/// sooner.
fn easiest(files: &[VideoFileRow]) -> Option<&VideoFileRow> {
    files
        .iter()
        .filter(|file| file.has_video)
        .min_by_key(|file| {
            let is_small = file.resolution < LARGE_ENOUGH;
            (file.playlist_id.is_some(), is_small, file.resolution)
        })
}

/// What the row says; another version may have written something else.
fn read<T: serde::de::DeserializeOwned>(job: &JobRow) -> Result<T, Unworkable> {
    serde_json::from_str(&job.payload)
        .map_err(|error| Unworkable::for_good(format!("the job cannot be read: {error}")))
}
