//! Somebody becomes a user: with an account, a channel and a watch-later playlist, or not at all.

use crate::{
    config::Config,
    domain::{
        AccountId, ChannelId, Email, MailLanguage, PlaylistPrivacy, PlaylistType, PublicUuid,
        Quota, Role, Timestamp, UserId,
    },
    store::{
        StoreError, Tx, accounts,
        actors::{self, ActorKind, NewActor},
        channels, users,
        video_playlists::{self, NewPlaylist},
    },
};

/// How many names are tried for a channel whose name nobody chose.
const CHANNEL_NAMES: u32 = 20;

/// Who.
#[derive(Clone)]
pub struct NewUser {
    /// The name to sign in with, already checked; also that of the account.
    pub username: String,
    /// Their address.
    pub email: Email,
    /// Whether it is known to be theirs; none when nobody asks.
    pub email_verified: Option<bool>,
    /// The language of their mails; none where they have not said.
    pub language: Option<MailLanguage>,
    /// What their password became.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// Bits of FACTS.md.
    pub admin_flags: i64,
    /// How much they may upload.
    pub quota: Quota,
    /// The name of their account for people; none takes the one they sign in with.
    pub display_name: Option<String>,
    /// The name of their channel, already checked; none takes `{username}_channel`.
    pub channel_name: Option<String>,
    /// The name of their channel for people; none takes that of the configuration.
    pub channel_display_name: Option<String>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They are a user.
    Created {
        /// Their number.
        user: UserId,
        /// Their account.
        account: AccountId,
        /// Their channel.
        channel: ChannelId,
    },
    /// The name or the address is another user's; nothing may be kept.
    UserTaken,
    /// An account or channel here has the name already; nothing may be kept.
    AccountNameTaken,
    /// An account or channel here has the channel's name already; nothing may be kept.
    ChannelNameTaken,
}

/// Creates all of it or, if the outcome is not [`Outcome::Created`], must not be committed.
///
/// # Errors
/// When the database fails.
pub async fn run(
    tx: &mut Tx,
    new: &NewUser,
    config: &Config,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let Some(user) = users::insert(tx, &row(new, config), now).await? else {
        return Ok(Outcome::UserTaken);
    };
    let base = config.webserver.base_url();
    let actor = NewActor {
        kind: ActorKind::Person,
        username: &new.username,
        url: &format!("{base}/accounts/{}", new.username),
    };
    let Some(actor) = actors::insert_local(tx, &actor, now).await? else {
        return Ok(Outcome::AccountNameTaken);
    };
    let account = accounts::insert(
        tx,
        actor,
        user,
        new.display_name.as_ref().unwrap_or(&new.username),
        now,
    )
    .await?;
    let Some(channel) = channel(tx, new, account, config, now).await? else {
        return Ok(Outcome::ChannelNameTaken);
    };
    watch_later(tx, account, &base, now).await?;
    Ok(Outcome::Created {
        user,
        account,
        channel,
    })
}

fn row<'a>(new: &'a NewUser, config: &Config) -> users::NewUser<'a> {
    users::NewUser {
        username: &new.username,
        email: &new.email,
        email_verified: new.email_verified,
        language: new.language,
        password_hash: &new.password_hash,
        role: new.role,
        admin_flags: new.admin_flags,
        quota: new.quota,
        nsfw_policy: config.instance.default_nsfw_policy,
        p2p_enabled: config.defaults.p2p.webapp.enabled,
        auto_play_video: config.defaults.player.auto_play,
        videos_history_enabled: config.user.history.videos.enabled,
    }
}

/// A chosen name that is taken is a conflict; one that nobody chose gives way to the next free.
async fn channel(
    tx: &mut Tx,
    new: &NewUser,
    account: AccountId,
    config: &Config,
    now: Timestamp,
) -> Result<Option<ChannelId>, StoreError> {
    let base = config.webserver.base_url();
    for username in channel_names(new) {
        let actor = NewActor {
            kind: ActorKind::Group,
            username: &username,
            url: &format!("{base}/video-channels/{username}"),
        };
        if let Some(actor) = actors::insert_local(tx, &actor, now).await? {
            let template = &config.user.default_channel_name;
            let name = new.channel_display_name.clone();
            let name = name.unwrap_or_else(|| template.replace("$1", &new.username));
            return channels::insert(tx, actor, account, &name, now)
                .await
                .map(Some);
        }
    }
    Ok(None)
}

fn channel_names(new: &NewUser) -> Vec<String> {
    if let Some(chosen) = &new.channel_name {
        return vec![chosen.clone()];
    }
    let first = format!("{}_channel", new.username);
    let others = (2..=CHANNEL_NAMES).map(|number| format!("{first}_{number}"));
    std::iter::once(first.clone()).chain(others).collect()
}

async fn watch_later(
    tx: &mut Tx,
    account: AccountId,
    base: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let uuid = PublicUuid::random();
    let playlist = NewPlaylist {
        uuid,
        url: &format!("{base}/video-playlists/{uuid}"),
        account,
        name: PlaylistType::WatchLater.label(),
        privacy: PlaylistPrivacy::Private,
        kind: PlaylistType::WatchLater,
    };
    video_playlists::insert(tx, &playlist, now).await?;
    Ok(())
}
