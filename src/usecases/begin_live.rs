//! A publisher begins a session of a live, or goes on with the one that has not ended.

use crate::{
    domain::{Privacy, Timestamp, VideoReference, VideoState, random},
    jobs::notify::{self, Occurrence},
    store::{
        Read, StoreError, Tx,
        live_sessions::{self, LiveSessionRow, NewSession},
        lives::LiveRow,
        outbox::{self, Activity},
        videos,
    },
    usecases::begin_upload,
};

/// Why it may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MayNot {
    /// The live was one session, and that is over.
    Over,
    /// Its owner is blocked.
    Blocked,
    /// Its owner has no room for a recording.
    Quota,
}

/// A session that is open.
#[derive(Debug)]
pub struct Begun {
    /// The session.
    pub session: LiveSessionRow,
    /// Whether it was open before.
    pub resumed: bool,
}

/// Whether a session of this live may begin now, or goes on.
///
/// # Errors
/// When the database refuses.
pub async fn check(
    tx: &mut impl Read,
    live: &LiveRow,
    now: Timestamp,
) -> Result<Result<(), MayNot>, StoreError> {
    if live.owner_blocked {
        return Ok(Err(MayNot::Blocked));
    }
    if live_sessions::find_open(tx, live.video_id).await?.is_some() {
        return Ok(Ok(()));
    }
    if live.state != VideoState::WaitingForLive {
        return Ok(Err(MayNot::Over));
    }
    if live.wishes().replay.is_some() && !begin_upload::has_room(tx, live.owner_id, 1, now).await? {
        return Ok(Err(MayNot::Quota));
    }
    Ok(Ok(()))
}

/// Begins the session, if there is none that has not ended; the live can be watched.
///
/// # Errors
/// When the database refuses.
pub async fn run(
    tx: &mut Tx,
    live: &LiveRow,
    holder: &str,
    now: Timestamp,
) -> Result<Result<Begun, MayNot>, StoreError> {
    // Whoever it is by now: the limits of a session that is open end it.
    if let Some(session) = live_sessions::find_open(tx, live.video_id).await? {
        let resumed = true;
        return Ok(Ok(Begun { session, resumed }));
    }
    if let Err(may_not) = check(tx, live, now).await? {
        return Ok(Err(may_not));
    }
    let folder = random::token();
    let session = NewSession {
        video: live.video_id,
        folder: &folder,
        holder,
        replay: live.wishes().replay,
    };
    let id = live_sessions::insert(tx, &session, now).await?;
    videos::publish(tx, live.video_id, now).await?;
    if live.privacy == Privacy::Public
        && let Some(video) = videos::find(tx, VideoReference::Id(live.video_id)).await?
    {
        outbox::insert(tx, video.channel_id, Activity::Update, &video.url, now).await?;
        let (video, session) = (video.id, id);
        let request = format!("live-session-{id}");
        notify::order(tx, Occurrence::NewLive { video, session }, &request, now).await?;
    }
    let session = live_sessions::find(tx, id).await?;
    let session = session.ok_or(StoreError::Inconsistent {
        table: "live_sessions",
        what: "a session that was just begun is not there".to_owned(),
    })?;
    Ok(Ok(Begun {
        session,
        resumed: false,
    }))
}
