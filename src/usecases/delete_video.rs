//! The end of a video: its rows at once, its files once they are gone from the disk.

use crate::{
    domain::{Privacy, Timestamp, VideoState, live::recording_folder},
    media::Place,
    store::{
        StoreError, Tx, file_removals, jobs, live_sessions,
        outbox::{self, Activity},
        storyboards, video_files, videos,
        videos::VideoRow,
    },
};

/// Removes the video; its jobs go with it, and whoever works on one hears so at its next heartbeat.
///
/// # Errors
/// When the database refuses.
pub async fn run(tx: &mut Tx, video: &VideoRow, now: Timestamp) -> Result<(), StoreError> {
    for (place, name) in files_of(tx, video).await? {
        file_removals::insert(tx, place, &name, now).await?;
    }
    if video.privacy == Privacy::Public && video.state == VideoState::Published {
        outbox::insert(tx, video.channel_id, Activity::Delete, &video.url, now).await?;
    }
    jobs::cancel_of_video(tx, video.id, "the video was deleted", now).await?;
    videos::remove(tx, video.id).await?;
    Ok(())
}

async fn files_of(tx: &mut Tx, video: &VideoRow) -> Result<Vec<(Place, String)>, StoreError> {
    let mut files = Vec::new();
    for file in video_files::list(tx, video.id).await? {
        if file.playlist_id.is_none() {
            files.push((Place::WebVideos, file.filename));
        }
    }
    // Without asking for a playlist: a transcoding that was killed may have moved files here that no row names.
    files.push((Place::Hls, video.uuid.to_string()));
    let pictures = [
        (Place::Thumbnails, &video.thumbnail),
        (Place::Previews, &video.preview),
        (Place::Originals, &video.original_filename),
    ];
    files.extend(
        pictures
            .into_iter()
            .filter_map(|(place, name)| Some((place, name.clone()?))),
    );
    for session in live_sessions::list(tx, video.id).await? {
        files.push((Place::Work, recording_folder(&session.folder)));
    }
    if let Some(board) = storyboards::find(tx, video.id).await? {
        files.push((Place::Storyboards, board.filename));
    }
    Ok(files)
}
