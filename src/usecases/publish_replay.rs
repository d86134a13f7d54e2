//! What was recorded of a session becomes a video: the live's own, or one for each session of a permanent live.

use crate::{
    config::Config,
    domain::{PublicUuid, Timestamp, VideoReference},
    media::TakenIn,
    store::{
        StoreError, Tx,
        live_sessions::{self, LiveSessionRow},
        lives, video_passwords, videos,
    },
    usecases::{
        load_draft,
        publish_video::{self, Incoming, Published},
        replace_pictures,
    },
};

/// Characters of a title at most.
const TITLE: usize = 120;

/// What came of it.
#[derive(Clone, Copy, Debug)]
pub struct Replay {
    /// The video.
    pub published: Published,
    /// Whether the pictures that came with the recording are the video's now.
    pub pictures_used: bool,
}

/// Writes it; `None` if the live is gone, or nothing is to be made of the session.
///
/// # Errors
/// When the database refuses.
pub async fn run(
    tx: &mut Tx,
    config: &Config,
    session: &LiveSessionRow,
    taken: &TakenIn,
    now: Timestamp,
) -> Result<Option<Replay>, StoreError> {
    let video = videos::find(tx, VideoReference::Id(session.video_id)).await?;
    let live = lives::find(tx, session.video_id).await?;
    let (Some(video), Some(live), Some(privacy)) = (video, live, session.replay()) else {
        return Ok(None);
    };
    let mut draft = load_draft::run(tx, &video).await?;
    draft.privacy = privacy;
    draft.schedule = None;
    if live.permanent {
        let began = session.started_at.format("%Y-%m-%d %H:%M UTC");
        draft.name = title(&draft.name, &began.to_string());
    }
    let mut incoming = Incoming {
        uuid: PublicUuid::random(),
        channel: video.channel_id,
        draft: &draft,
        file: &taken.file,
        original_name: &taken.file,
        probe: &taken.probe,
        pictures: &taken.pictures,
        request_id: &format!("live-session-{}", session.id),
    };
    let replay = if live.permanent {
        Replay {
            published: publish_video::run(tx, config, &incoming, now).await?,
            pictures_used: true,
        }
    } else {
        incoming.uuid = video.uuid;
        incoming.pictures = &[];
        let pictures_used = replace_pictures::unless_own(tx, &video, &taken.pictures, now).await?;
        videos::set(tx, video.id, &draft, video.published_at, now).await?;
        video_passwords::replace(tx, video.id, &draft.passwords, now).await?;
        Replay {
            published: publish_video::fill(tx, config, &incoming, video.id, now).await?,
            pictures_used,
        }
    };
    live_sessions::set_processed(tx, session.id, Some(replay.published.id)).await?;
    Ok(Some(replay))
}

/// The title of one session among others.
fn title(live: &str, began: &str) -> String {
    let room = TITLE.saturating_sub(began.chars().count() + 3);
    let live: String = live.chars().take(room).collect();
    format!("{live} - {began}")
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_long_title_makes_room_for_the_time() {
        assert_eq!(
            title("Show", "2026-11-26 20:00 UTC"),
            "Show - 2026-11-26 20:00 UTC"
        );
        let long = title(&"ä".repeat(120), "2026-11-26 20:00 UTC");
        assert_eq!(long.chars().count(), 120);
        assert!(long.ends_with(" - 2026-11-26 20:00 UTC"));
    }
}
