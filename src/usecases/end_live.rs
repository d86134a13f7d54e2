//! A session of a live ends: the live is over or waits for the next one, and its recording waits for its job.

use crate::{
    config::Config,
    domain::{
        JobKind, LiveError, LiveSessionId, Priority, Privacy, Timestamp, VideoReference, VideoState,
    },
    jobs::finish_live::FinishLive,
    store::{
        StoreError, Tx, jobs, live_sessions, lives,
        outbox::{self, Activity},
        videos,
    },
};

/// Ends it; safe to repeat.
///
/// # Errors
/// When the database refuses.
pub async fn run(
    tx: &mut Tx,
    config: &Config,
    id: LiveSessionId,
    error: Option<LiveError>,
    now: Timestamp,
) -> Result<(), StoreError> {
    if !live_sessions::end(tx, id, error, now).await? {
        return Ok(());
    }
    let Some(session) = live_sessions::find(tx, id).await? else {
        return Ok(());
    };
    let video = videos::find(tx, VideoReference::Id(session.video_id)).await?;
    let live = lives::find(tx, session.video_id).await?;
    let (Some(video), Some(live)) = (video, live) else {
        return Ok(());
    };
    let state = if live.permanent {
        VideoState::WaitingForLive
    } else {
        VideoState::LiveEnded
    };
    videos::set_state(tx, video.id, state, None, now).await?;
    if video.privacy == Privacy::Public {
        outbox::insert(tx, video.channel_id, Activity::Update, &video.url, now).await?;
    }
    let job = jobs::NewJob {
        kind: JobKind::VideoLiveEnding,
        priority: Priority::Live.number(),
        payload: serde_json::json!(FinishLive { session: id }),
        request_id: format!("live-session-{id}"),
        parent: None,
        video: Some(video.id),
        max_attempts: config.jobs.max_attempts,
        run_at: None,
        waits_for_children: false,
    };
    jobs::insert(tx, &job, now).await?;
    Ok(())
}
