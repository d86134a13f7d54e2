//! A finished part of a transcoding: its files are the video's from now on, and a video that waited is published.

use actors_media::{Probe, RenditionOutput, Transcoded};

use crate::{
    domain::{
        JobId, Privacy, Resolution, Timestamp, VideoFileId, VideoId, VideoReference, VideoState,
    },
    jobs::{
        notify::{self, Occurrence},
        transcode_video::PlaylistNames,
    },
    media::Place,
    store::{
        StoreError, Tx, file_removals, jobs,
        outbox::{self, Activity},
        streaming_playlists,
        video_files::{self, NewVideoFile, StreamFacts, VideoFileRow},
        videos::{self, VideoRow},
    },
};

/// What was made, under which lease.
#[derive(Debug)]
pub struct Finished<'a> {
    /// The job.
    pub job: JobId,
    /// Proof of holding it.
    pub lease: &'a str,
    /// Its video.
    pub video: VideoId,
    /// What was made of it.
    pub made: &'a Transcoded,
    /// The files that describe all HLS renditions together, those that were there before included.
    pub playlist: Option<&'a PlaylistNames>,
    /// The files of the video that were known when those were written.
    pub known: &'a [VideoFileRow],
    /// The file that it was made of.
    pub input: VideoFileId,
    /// What becomes of that.
    pub source: Source,
}

/// What becomes of the file that renditions were made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// It stays as it is: there is more to be made of it.
    Stays,
    /// It goes.
    Goes,
    /// It goes, and a copy of this name stays among the originals.
    IsKept(String),
}

/// Whether the result was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It was.
    Yes,
    /// The job is somebody else's by now, or its video is gone: the files are nobody's.
    Lost,
    /// The video has other files than those that were known: what describes them together is wrong.
    Changed,
}

/// Writes the rows of the files, forgets those in whose place they come, and completes the job. Anything but
/// [`Recorded::Yes`] is not to be committed.
///
/// # Errors
/// When the database refuses.
pub async fn run(
    tx: &mut Tx,
    finished: &Finished<'_>,
    now: Timestamp,
) -> Result<Recorded, StoreError> {
    if !jobs::complete(tx, finished.job, finished.lease, now).await? {
        return Ok(Recorded::Lost);
    }
    let Some(video) = videos::find(tx, VideoReference::Id(finished.video)).await? else {
        return Ok(Recorded::Lost);
    };
    let before = video_files::list(tx, video.id).await?;
    if !are_same(&before, finished.known) {
        return Ok(Recorded::Changed);
    }
    let playlist = match finished.playlist {
        Some(names) => Some(set_playlist(tx, &video, names, now).await?),
        None => None,
    };
    for file in files(&video, playlist, finished.made) {
        for old in before
            .iter()
            .filter(|old| is_replaced(old, &file, finished.input))
        {
            forget(tx, &video, old, now).await?;
        }
        video_files::insert(tx, &file, now).await?;
    }
    end_source(tx, &video, &before, finished, now).await?;
    let job = jobs::find(tx, finished.job).await?;
    let request_id = job.map(|job| job.request_id).unwrap_or_default();
    tell(tx, &video, &request_id, now).await?;
    Ok(Recorded::Yes)
}

/// The file that a rendition comes in the place of: of the same kind and size, and not what it was made of.
fn is_replaced(old: &VideoFileRow, new: &NewVideoFile, input: VideoFileId) -> bool {
    old.id != input
        && old.resolution == new.resolution
        && old.playlist_id.is_some() == new.playlist.is_some()
}

fn are_same(one: &[VideoFileRow], other: &[VideoFileRow]) -> bool {
    let names = |rows: &[VideoFileRow]| -> Vec<(VideoFileId, String)> {
        rows.iter()
            .map(|row| (row.id, row.filename.clone()))
            .collect()
    };
    names(one) == names(other)
}

/// The number of the video's playlist, which has these files from now on.
async fn set_playlist(
    tx: &mut Tx,
    video: &VideoRow,
    names: &PlaylistNames,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let (master, hashes) = (&names.master, &names.segment_hashes);
    let Some(before) = streaming_playlists::find(tx, video.id).await? else {
        return streaming_playlists::insert(tx, video.id, master, hashes, now).await;
    };
    for name in [before.master_filename, before.sha256_filename] {
        if name != *master && name != *hashes {
            file_removals::insert(tx, Place::Hls, &format!("{}/{name}", video.uuid), now).await?;
        }
    }
    streaming_playlists::set_names(tx, before.id, master, hashes, now).await?;
    Ok(before.id)
}

/// Forgets a file and has it removed from the disk.
async fn forget(
    tx: &mut Tx,
    video: &VideoRow,
    file: &VideoFileRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    if file.playlist_id.is_none() {
        file_removals::insert(tx, Place::WebVideos, &file.filename, now).await?;
    } else {
        for name in [Some(&file.filename), file.playlist_filename.as_ref()]
            .into_iter()
            .flatten()
        {
            file_removals::insert(tx, Place::Hls, &format!("{}/{name}", video.uuid), now).await?;
        }
    }
    video_files::remove(tx, file.id).await
}

async fn end_source(
    tx: &mut Tx,
    video: &VideoRow,
    before: &[VideoFileRow],
    finished: &Finished<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    match &finished.source {
        Source::Stays => return Ok(()),
        Source::Goes => {}
        Source::IsKept(name) => videos::set_original(tx, video.id, name).await?,
    }
    match before.iter().find(|file| file.id == finished.input) {
        Some(file) => forget(tx, video, file, now).await,
        None => Ok(()),
    }
}

/// Publishes a video that waited, and has other servers told.
async fn tell(
    tx: &mut Tx,
    video: &VideoRow,
    request_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let waited = matches!(
        video.state,
        VideoState::ToTranscode | VideoState::TranscodingFailed
    );
    if waited {
        videos::publish(tx, video.id, now).await?;
        let published = Occurrence::Published { video: video.id };
        notify::order(tx, published, request_id, now).await?;
        if video.privacy == Privacy::Public {
            let new = Occurrence::NewVideo { video: video.id };
            notify::order(tx, new, request_id, now).await?;
        }
    }
    if video.privacy == Privacy::Public {
        let activity = if waited {
            Activity::Create
        } else {
            Activity::Update
        };
        outbox::insert(tx, video.channel_id, activity, &video.url, now).await?;
    }
    Ok(())
}

/// The rows of everything that was made.
fn files(video: &VideoRow, playlist: Option<i64>, made: &Transcoded) -> Vec<NewVideoFile> {
    let mut files = Vec::new();
    for rendition in &made.renditions {
        if let Some(web) = &rendition.web {
            files.push(NewVideoFile {
                size: web.size,
                filename: web.file.clone(),
                ..file(video, rendition, &web.probe)
            });
        }
        if let Some(hls) = &rendition.hls {
            files.push(NewVideoFile {
                playlist,
                size: hls.size,
                filename: hls.file.clone(),
                playlist_filename: Some(hls.playlist.clone()),
                stream: Some(StreamFacts {
                    codecs: hls.codecs.clone(),
                    bandwidth: hls.bandwidth,
                    average_bandwidth: hls.average_bandwidth,
                }),
                ..file(video, rendition, &hls.probe)
            });
        }
    }
    files
}

fn file(video: &VideoRow, rendition: &RenditionOutput, probe: &Probe) -> NewVideoFile {
    NewVideoFile {
        video: video.id,
        playlist: None,
        resolution: Resolution::new(rendition.resolution),
        picture: rendition
            .has_video
            .then_some((rendition.width, rendition.height)),
        fps: rendition.fps,
        size: 0,
        has_audio: probe.audio.is_some(),
        filename: String::new(),
        playlist_filename: None,
        metadata: serde_json::to_string(probe).ok(),
        stream: None,
    }
}
