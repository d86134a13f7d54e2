//! Channels are made, changed and removed by whose they are, or for them by those who run the instance.

use crate::{
    config::Config,
    domain::{AccountId, ChannelId, Timestamp, UserId},
    store::{
        StoreError, Tx,
        actors::{self, ActorKind, NewActor},
        channels::{self, ChannelRow, Profile},
        outbox::{self, Activity},
        users,
    },
};

/// A channel to be made.
#[derive(Clone, Debug)]
pub struct NewChannel {
    /// Its name in handles, already checked.
    pub username: String,
    /// What it shows.
    pub profile: Profile,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// It is there.
    Channel(ChannelId),
    /// An account or channel here has the name already; nothing may be kept.
    NameTaken,
    /// The user has as many as they may have.
    TooMany(u32),
}

/// Makes a channel of a user's.
///
/// # Errors
/// When the database fails.
pub async fn create(
    tx: &mut Tx,
    (user, account): (UserId, AccountId),
    new: &NewChannel,
    config: &Config,
    now: Timestamp,
) -> Result<Created, StoreError> {
    users::lock(tx, user).await?;
    let most = config.video_channels.max_per_user;
    if channels::list_of_account(tx, account).await?.len() >= most as usize {
        return Ok(Created::TooMany(most));
    }
    let base = config.webserver.base_url();
    let actor = NewActor {
        kind: ActorKind::Group,
        username: &new.username,
        url: &format!("{base}/video-channels/{}", new.username),
    };
    let Some(actor) = actors::insert_local(tx, &actor, now).await? else {
        return Ok(Created::NameTaken);
    };
    let name = new.profile.name.as_deref().unwrap_or(&new.username);
    let channel = channels::insert(tx, actor, account, name, now).await?;
    channels::set_profile(tx, channel, &new.profile, now).await?;
    Ok(Created::Channel(channel))
}

/// Changes what a channel shows; with `videos`, its videos say the same of how to support them.
///
/// # Errors
/// When the database fails.
pub async fn update(
    tx: &mut Tx,
    channel: &ChannelRow,
    profile: &Profile,
    videos: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    channels::set_profile(tx, channel.id, profile, now).await?;
    if videos && let Some(support) = &profile.support {
        channels::set_support_of_videos(tx, channel.id, support.as_deref(), now).await?;
    }
    actors::touch(tx, channel.actor_id, now).await?;
    outbox::insert(tx, channel.id, Activity::Update, &channel.url, now).await
}

/// Has a channel removed with its videos, see [`crate::jobs::duties::REMOVE_CHANNELS`]; false for the last one of its
/// user, who must have one.
///
/// # Errors
/// When the database fails.
pub async fn remove(tx: &mut Tx, channel: &ChannelRow, now: Timestamp) -> Result<bool, StoreError> {
    if let Some(owner) = channel.owner() {
        users::lock(tx, owner).await?;
    }
    let all = channels::list_of_account(tx, channel.account_id).await?;
    if all.iter().all(|one| one.id == channel.id) {
        return Ok(false);
    }
    channels::set_removed(tx, channel.id, now).await?;
    Ok(true)
}
