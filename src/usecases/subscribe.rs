//! Users follow channels, ours and those of other servers.

use crate::{
    domain::{AccountId, ActorId, FollowState, Host, Timestamp, name::Handle},
    jobs::notify::{self, Occurrence},
    store::{
        Read, StoreError, Tx, accounts,
        channels::{self, ChannelRow},
        follow_requests::{self, RemoteName},
        follows,
    },
};

/// A channel as a user names it.
#[derive(Clone, Debug)]
pub enum Named {
    /// One that is known here.
    Known(Box<ChannelRow>),
    /// One of another server, that nobody here has heard of.
    Elsewhere {
        /// Its name there.
        name: String,
        /// The server.
        host: Host,
    },
    /// One of this server, that is not there.
    Missing,
}

/// Looks a channel up.
///
/// # Errors
/// When the database fails.
pub async fn look_up(
    tx: &mut impl Read,
    handle: &Handle,
    own_host: &str,
) -> Result<Named, StoreError> {
    let host = handle.host.as_ref();
    let host = host.filter(|host| host.as_str() != own_host);
    let found = channels::find_by_name(tx, &handle.name, host.map(Host::as_str)).await?;
    Ok(match (found, host) {
        (Some(channel), _) => Named::Known(Box::new(channel)),
        (None, Some(host)) => Named::Elsewhere {
            name: handle.name.clone(),
            host: host.clone(),
        },
        (None, None) => Named::Missing,
    })
}

/// Has a user's account follow a channel; what it follows already, it follows on. A channel of another server is followed
/// once that server has agreed. False where there is no such channel.
///
/// # Errors
/// When the database fails.
pub async fn add(
    tx: &mut Tx,
    account: AccountId,
    channel: &Named,
    request_id: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    match channel {
        Named::Missing => return Ok(false),
        Named::Elsewhere { name, host } => {
            follow_requests::insert(tx, account, RemoteName { name, host }, now).await?;
        }
        Named::Known(channel) => {
            let Some(follower) = actor_of(tx, account).await? else {
                return Ok(false);
            };
            let state = if channel.host.is_none() {
                FollowState::Accepted
            } else {
                FollowState::Pending
            };
            let pair = (follower, channel.actor_id);
            let follow = follows::insert(tx, pair, state, now).await?;
            if let Some(follow) = follow
                && state == FollowState::Accepted
            {
                notify::order(tx, Occurrence::Followed { follow }, request_id, now).await?;
            }
        }
    }
    Ok(true)
}

/// Ends it; false where the account does not follow the channel.
///
/// # Errors
/// When the database fails.
pub async fn remove(tx: &mut Tx, account: AccountId, channel: &Named) -> Result<bool, StoreError> {
    match channel {
        Named::Missing => Ok(false),
        Named::Elsewhere { name, host } => {
            follow_requests::remove(tx, account, RemoteName { name, host }).await
        }
        Named::Known(channel) => match actor_of(tx, account).await? {
            Some(follower) => follows::remove(tx, follower, channel.actor_id).await,
            None => Ok(false),
        },
    }
}

/// Whether the account follows the channel, or has asked to.
///
/// # Errors
/// When the database fails.
pub async fn is_there(
    tx: &mut impl Read,
    account: AccountId,
    channel: &ChannelRow,
) -> Result<bool, StoreError> {
    match actor_of(tx, account).await? {
        Some(follower) => {
            let found = follows::find(tx, follower, channel.actor_id).await?;
            Ok(found.is_some())
        }
        None => Ok(false),
    }
}

async fn actor_of(tx: &mut impl Read, account: AccountId) -> Result<Option<ActorId>, StoreError> {
    let account = accounts::find(tx, account).await?;
    Ok(account.map(|account| account.actor_id))
}
