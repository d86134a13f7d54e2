//! A finished transcoding: its files take the place of the uploaded one, and a video that waited is published.

use actors_media::{MasterNames, Transcoded};

use crate::{
    domain::{JobId, Privacy, Resolution, Timestamp, VideoId, VideoReference, VideoState},
    media::Place,
    store::{
        StoreError, Tx, file_removals, jobs,
        outbox::{self, Activity},
        streaming_playlists,
        video_files::{self, NewVideoFile},
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
    /// The files that describe all HLS renditions together.
    pub master: Option<&'a MasterNames>,
    /// Where the uploaded file is kept from now on; none when it goes.
    pub keep_original_as: Option<&'a str>,
}

/// Whether the result was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It was.
    Yes,
    /// The job is somebody else's by now, or its video is gone: the files are nobody's.
    Lost,
}

/// Writes the rows of the files, forgets those before, and completes the job.
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
    forget_files_before(tx, &video, now).await?;
    let playlist = match finished.master {
        Some(master) => {
            let id = streaming_playlists::insert(
                tx,
                video.id,
                &master.playlist,
                &master.segment_hashes,
                now,
            );
            Some(id.await?)
        }
        None => None,
    };
    for file in files(&video, playlist, finished.made) {
        video_files::insert(tx, &file, now).await?;
    }
    if let Some(name) = finished.keep_original_as {
        videos::set_original(tx, video.id, name).await?;
    }
    if matches!(
        video.state,
        VideoState::ToTranscode | VideoState::TranscodingFailed
    ) {
        videos::publish(tx, video.id, now).await?;
        if video.privacy == Privacy::Public {
            outbox::insert(tx, video.channel_id, Activity::Create, &video.url, now).await?;
        }
    } else if video.privacy == Privacy::Public {
        outbox::insert(tx, video.channel_id, Activity::Update, &video.url, now).await?;
    }
    Ok(Recorded::Yes)
}

async fn forget_files_before(
    tx: &mut Tx,
    video: &VideoRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    for file in video_files::list(tx, video.id).await? {
        match (file.playlist_id, &file.playlist_filename) {
            (None, _) => file_removals::insert(tx, Place::WebVideos, &file.filename, now).await?,
            (Some(_), playlist) => {
                let names = [Some(&file.filename), playlist.as_ref()];
                for name in names.into_iter().flatten() {
                    let name = format!("{}/{name}", video.uuid);
                    file_removals::insert(tx, Place::Hls, &name, now).await?;
                }
            }
        }
    }
    if let Some(playlist) = streaming_playlists::find(tx, video.id).await? {
        for name in [playlist.master_filename, playlist.sha256_filename] {
            file_removals::insert(tx, Place::Hls, &format!("{}/{name}", video.uuid), now).await?;
        }
    }
    video_files::remove_of_video(tx, video.id).await?;
    streaming_playlists::remove(tx, video.id).await
}

/// The rows of everything that was made.
fn files(video: &VideoRow, playlist: Option<i64>, made: &Transcoded) -> Vec<NewVideoFile> {
    let mut files = Vec::new();
    for rendition in &made.renditions {
        let file = NewVideoFile {
            video: video.id,
            playlist: None,
            resolution: Resolution::new(rendition.resolution),
            picture: rendition
                .has_video
                .then_some((rendition.width, rendition.height)),
            fps: rendition.fps,
            size: 0,
            has_audio: rendition.has_audio,
            filename: String::new(),
            playlist_filename: None,
            metadata: None,
        };
        if let Some(web) = &rendition.web {
            files.push(NewVideoFile {
                size: web.size,
                filename: web.file.clone(),
                metadata: serde_json::to_string(&web.probe).ok(),
                ..file.clone()
            });
        }
        if let Some(hls) = &rendition.hls {
            files.push(NewVideoFile {
                playlist,
                size: hls.size,
                filename: hls.file.clone(),
                playlist_filename: Some(hls.playlist.clone()),
                metadata: serde_json::to_string(&hls.probe).ok(),
                ..file
            });
        }
    }
    files
}
