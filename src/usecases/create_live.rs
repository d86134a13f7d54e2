//! A new live: its video without a file, its key, its limits.

use crate::{
    config::Config,
    domain::{
        ChannelId, LatencyMode, LiveWishes, PublicUuid, StreamKey, Timestamp, UserId, VideoDraft,
        VideoId, VideoState,
    },
    store::{
        Read, StoreError, Tx, lives,
        thumbnails::{self, NewPicture},
        users,
        videos::NewVideo,
    },
    usecases::{insert_video, server_secret},
};

/// Why a live is not made, or not changed.
#[derive(Debug, thiserror::Error)]
pub enum LiveRefused {
    /// Live streaming is off.
    #[error("live streaming is switched off on this server")]
    Disabled,
    /// Replays are off.
    #[error("this server does not let a live be kept as a video: leave saveReplay out")]
    NoReplay,
    /// The choice between delay and steadiness is off.
    #[error("this server does not let the latency be chosen: leave latencyMode out")]
    NoLatency,
    /// What becomes of a replay is said, and that there is none.
    #[error("replaySettings without saveReplay contradict each other: give both, or neither")]
    Contradiction,
    /// The instance has as many as it may have.
    #[error("this server has {0} lives, as many as it may: delete one that is over, or wait")]
    TooManyHere(u32),
    /// The user has as many as they may have.
    #[error("you have {0} lives that are not over, as many as you may: end or delete one first")]
    TooManyOfUser(u32),
    /// It is on air, or over.
    #[error(
        "a live can be changed before it begins, and not while it is on air or once it is over"
    )]
    Begun,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Everything that becomes the live.
#[derive(Debug)]
pub struct NewLive<'a> {
    /// Its public id.
    pub uuid: PublicUuid,
    /// Who makes it.
    pub user: UserId,
    /// Where it is published.
    pub channel: ChannelId,
    /// What its owner says of it.
    pub draft: &'a VideoDraft,
    /// What its owner wants of it.
    pub wishes: LiveWishes,
    /// Its pictures, in their places.
    pub pictures: &'a [NewPicture],
}

/// Checks what is wished for against what this server offers.
///
/// # Errors
/// When it is switched off.
pub fn check_wishes(config: &Config, wishes: &LiveWishes) -> Result<(), LiveRefused> {
    let live = &config.live;
    if !live.enabled {
        return Err(LiveRefused::Disabled);
    }
    if wishes.replay.is_some() && !live.allow_replay {
        return Err(LiveRefused::NoReplay);
    }
    if wishes.latency != LatencyMode::Default && !live.latency_setting.enabled {
        return Err(LiveRefused::NoLatency);
    }
    Ok(())
}

/// Writes the live.
///
/// # Errors
/// See [`LiveRefused`].
pub async fn run(
    tx: &mut Tx,
    config: &Config,
    live: &NewLive<'_>,
    now: Timestamp,
) -> Result<VideoId, LiveRefused> {
    check_wishes(config, &live.wishes)?;
    // Of two that count at once both would find room for one.
    users::hold(tx, live.user, None).await?;
    let counted = lives::count(tx, live.user).await?;
    if let Some(most) = config.live.max_instance_lives.bound()
        && counted.all >= i64::from(most)
    {
        return Err(LiveRefused::TooManyHere(most));
    }
    if let Some(most) = config.live.max_user_lives.bound()
        && counted.own >= i64::from(most)
    {
        return Err(LiveRefused::TooManyOfUser(most));
    }
    let key = StreamKey::of(
        server_secret::find_or_make(tx, config).await?.as_bytes(),
        live.uuid,
    );
    let id = insert_video(tx, config, live, now).await?;
    lives::insert(tx, id, &key, &live.wishes, now).await?;
    Ok(id)
}

async fn insert_video(
    tx: &mut Tx,
    config: &Config,
    live: &NewLive<'_>,
    now: Timestamp,
) -> Result<VideoId, StoreError> {
    let video = NewVideo {
        uuid: live.uuid,
        url: &insert_video::address(config, live.uuid),
        channel: live.channel,
        draft: live.draft,
        duration: 0,
        aspect_ratio: None,
        state: VideoState::WaitingForLive,
        is_live: true,
        input_filename: None,
    };
    let id = insert_video::run(tx, &video, now).await?;
    for picture in live.pictures {
        thumbnails::set(tx, id, picture, now).await?;
    }
    Ok(id)
}

/// The key of a live, to be shown to its owner.
///
/// # Errors
/// When the database refuses.
pub async fn key_of(
    tx: &mut impl Read,
    config: &Config,
    live: PublicUuid,
) -> Result<Option<StreamKey>, StoreError> {
    let secret = server_secret::find(tx, config).await?;
    Ok(secret.map(|secret| StreamKey::of(secret.as_bytes(), live)))
}

/// Writes what is kept of every key anew, if the secret is another one than when it was written.
///
/// # Errors
/// When the database refuses.
pub async fn renew_keys(tx: &mut Tx, config: &Config) -> Result<usize, StoreError> {
    let Some(secret) = server_secret::find(tx, config).await? else {
        return Ok(0);
    };
    let mut renewed = 0;
    for (video, uuid, hash) in lives::list_keys(tx).await? {
        let key = StreamKey::of(secret.as_bytes(), uuid);
        if key.hash()[..] != hash {
            lives::set_key(tx, video, &key).await?;
            renewed += 1;
        }
    }
    Ok(renewed)
}
