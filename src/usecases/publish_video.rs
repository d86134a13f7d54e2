//! A new video: its row, its first file and pictures, and what follows from them.
//!
//! Reached from the legacy and the resumable upload, which have put the file into the library.

use actors_media::Probe;

use crate::{
    config::Config,
    domain::{
        ChannelId, JobId, JobKind, Priority, Privacy, PublicUuid, Resolution, Timestamp,
        VideoDraft, VideoFileId, VideoId, VideoReference, VideoState,
    },
    jobs::{
        draw_storyboard::DrawStoryboard,
        notify::{self, Occurrence},
        transcode_video::{self, Part, Plan, TranscodeVideo},
    },
    media::picture::PREVIEW,
    store::{
        StoreError, Tx, jobs,
        lives::{self, Recorded},
        outbox::{self, Activity},
        thumbnails::{self, NewPicture},
        video_files::{self, NewVideoFile},
        videos::{self, NewVideo},
    },
    usecases::insert_video,
};

/// Everything that becomes the video.
#[derive(Debug)]
pub struct Incoming<'a> {
    /// Its public id.
    pub uuid: PublicUuid,
    /// Where it is published.
    pub channel: ChannelId,
    /// What its owner says of it.
    pub draft: &'a VideoDraft,
    /// The name of its file among the web videos.
    pub file: &'a str,
    /// The name that its file had on the client's side.
    pub original_name: &'a str,
    /// What that file is.
    pub probe: &'a Probe,
    /// Its pictures, in their places.
    pub pictures: &'a [NewPicture],
    /// The request that brought it.
    pub request_id: &'a str,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// The new video.
    pub id: VideoId,
    /// Whether there is work for the transcoding pool, which wants to be woken.
    pub wakes_pool: bool,
}

/// Writes the video and what follows from it.
///
/// # Errors
/// When the database refuses.
pub async fn run(
    tx: &mut Tx,
    config: &Config,
    incoming: &Incoming<'_>,
    now: Timestamp,
) -> Result<Published, StoreError> {
    let work = Work::of(config, incoming);
    let url = insert_video::address(config, incoming.uuid);
    let video = NewVideo {
        uuid: incoming.uuid,
        url: &url,
        channel: incoming.channel,
        draft: incoming.draft,
        duration: whole_seconds(incoming.probe.duration),
        aspect_ratio: Some(shape(incoming)),
        state: work.state,
        is_live: false,
        input_filename: Some(incoming.original_name),
    };
    let id = insert_video::run(tx, &video, now).await?;
    if work.state == VideoState::Published && incoming.draft.privacy == Privacy::Public {
        outbox::insert(tx, incoming.channel, Activity::Create, &url, now).await?;
        notify::order(
            tx,
            Occurrence::NewVideo { video: id },
            incoming.request_id,
            now,
        )
        .await?;
    }
    add_file(tx, config, incoming, id, work, now).await
}

/// Gives a live that is over its recording, and writes what follows from it.
///
/// # Errors
/// When the database refuses.
pub async fn fill(
    tx: &mut Tx,
    config: &Config,
    incoming: &Incoming<'_>,
    live: VideoId,
    now: Timestamp,
) -> Result<Published, StoreError> {
    let work = Work::of(config, incoming);
    let recorded = Recorded {
        duration: whole_seconds(incoming.probe.duration),
        aspect_ratio: shape(incoming),
        state: work.state,
    };
    lives::end(tx, live, &recorded, now).await?;
    if work.state == VideoState::Published
        && incoming.draft.privacy == Privacy::Public
        && let Some(video) = videos::find(tx, VideoReference::Id(live)).await?
    {
        outbox::insert(tx, incoming.channel, Activity::Update, &video.url, now).await?;
    }
    add_file(tx, config, incoming, live, work, now).await
}

/// What is to be made of a file, and where its video stands until it is.
struct Work {
    plan: Option<Plan>,
    storyboard: Option<DrawStoryboard>,
    state: VideoState,
}

impl Work {
    fn of(config: &Config, incoming: &Incoming<'_>) -> Self {
        let plan = transcode_video::plan(&config.transcoding, incoming.probe, || {
            PublicUuid::random().to_string()
        });
        let waits = plan.is_some() && incoming.draft.wait_transcoding;
        Self {
            storyboard: storyboard(config, incoming.probe),
            state: if waits {
                VideoState::ToTranscode
            } else {
                VideoState::Published
            },
            plan,
        }
    }
}

async fn add_file(
    tx: &mut Tx,
    config: &Config,
    incoming: &Incoming<'_>,
    id: VideoId,
    work: Work,
    now: Timestamp,
) -> Result<Published, StoreError> {
    let file = video_files::insert(tx, &first_file(id, incoming), now).await?;
    for picture in incoming.pictures {
        thumbnails::set(tx, id, picture, now).await?;
    }
    let asked = Asked {
        config,
        incoming,
        video: id,
    };
    let wakes_pool = work.plan.is_some() || work.storyboard.is_some();
    if let Some(plan) = work.plan {
        asked.transcoding(tx, plan, file, now).await?;
    }
    if let Some(storyboard) = work.storyboard {
        asked.storyboard(tx, &storyboard, now).await?;
    }
    Ok(Published { id, wakes_pool })
}

/// The uploaded file plays as it came until its renditions are there.
fn first_file(video: VideoId, incoming: &Incoming<'_>) -> NewVideoFile {
    let probe = incoming.probe;
    let picture = probe.video.as_ref();
    NewVideoFile {
        video,
        playlist: None,
        resolution: picture.map_or(Resolution::AUDIO_ONLY, |video| {
            Resolution::of_size(video.width, video.height)
        }),
        picture: picture.map(|video| (video.width, video.height)),
        fps: picture.map_or(0.0, |video| video.fps),
        size: probe.size,
        has_audio: probe.audio.is_some(),
        filename: incoming.file.to_owned(),
        playlist_filename: None,
        metadata: serde_json::to_string(probe).ok(),
        stream: None,
    }
}

fn storyboard(config: &Config, probe: &Probe) -> Option<DrawStoryboard> {
    if !config.storyboards.enabled {
        return None;
    }
    DrawStoryboard::plan(probe, format!("{}.jpg", PublicUuid::random()))
}

/// Who asks for work on which video.
struct Asked<'a> {
    config: &'a Config,
    incoming: &'a Incoming<'a>,
    video: VideoId,
}

impl Asked<'_> {
    /// The rest waits for the first part, and is given up with it.
    async fn transcoding(
        &self,
        tx: &mut Tx,
        plan: Plan,
        input: VideoFileId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let job = |part: Part, priority| {
            let payload = serde_json::json!(TranscodeVideo { input, part });
            self.job(JobKind::VideoTranscoding, priority, payload)
        };
        let mut above: Option<JobId> = None;
        if let Some(rest) = plan.rest {
            let mut rest = job(rest, Priority::Rest);
            rest.waits_for_children = true;
            above = Some(jobs::insert(tx, &rest, now).await?);
        }
        let mut first = job(plan.first, Priority::FirstRung);
        first.parent = above;
        jobs::insert(tx, &first, now).await?;
        Ok(())
    }

    async fn storyboard(
        &self,
        tx: &mut Tx,
        plan: &DrawStoryboard,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let payload = serde_json::json!(plan);
        let job = self.job(
            JobKind::GenerateVideoStoryboard,
            Priority::Storyboard,
            payload,
        );
        jobs::insert(tx, &job, now).await?;
        Ok(())
    }

    fn job(&self, kind: JobKind, priority: Priority, payload: serde_json::Value) -> jobs::NewJob {
        jobs::NewJob {
            kind,
            priority: priority.number(),
            payload,
            request_id: self.incoming.request_id.to_owned(),
            parent: None,
            video: Some(self.video),
            max_attempts: self.config.jobs.max_attempts,
            run_at: None,
            waits_for_children: false,
        }
    }
}

/// Seconds as lists show them: rounded, and at least one for what plays at all.
fn whole_seconds(millis: u64) -> i64 {
    let seconds = millis.saturating_add(500) / 1000;
    i64::try_from(seconds.max(u64::from(millis > 0))).unwrap_or(i64::MAX)
}

/// The aspect ratio of what comes in; that of its still picture where it is sound alone.
fn shape(incoming: &Incoming<'_>) -> f64 {
    let picture = incoming.probe.video.as_ref();
    let (width, height) = picture.map_or(PREVIEW, |video| (video.width, video.height));
    aspect_ratio(width, height)
}

/// Width by height with four decimals.
fn aspect_ratio(width: u32, height: u32) -> f64 {
    let ratio = f64::from(width) / f64::from(height.max(1));
    (ratio * 10_000.0).round() / 10_000.0
}
