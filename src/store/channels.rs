//! `channels`: where videos are published, local and remote.

mod changes;
mod listing;
mod stats;

use sqlx::AssertSqlSafe;

use super::{Read, StoreError, sql};
use crate::domain::{
    AccountId, ActorId, ChannelId, Timestamp, UserId, actor_picture::ActorPicture, text::fold,
};

pub use changes::{
    Profile, insert, list_lives, list_removed, list_videos, remove, set_profile, set_removed,
    set_support_of_videos,
};
pub use listing::{ChannelWindow, ChannelsOf, count, list, list_of_account, list_of_accounts};
pub use stats::{DayRow, TotalsRow, days, totals};

/// A channel with its actor and its account.
const SELECT: &str = "SELECT c.id, c.actor_id, c.account_id, o.user_id, a.username, c.name, c.description, c.support,
        a.host, a.url, a.avatar, a.banner, a.following_count, a.followers_count, c.created_at, c.updated_at
     FROM channels c
     JOIN actors a ON a.id = c.actor_id
     JOIN accounts o ON o.id = c.account_id";

/// A channel with its actor.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ChannelRow {
    /// Its number.
    #[sqlx(try_from = "i64")]
    pub id: ChannelId,
    /// The number of its actor.
    #[sqlx(try_from = "i64")]
    pub actor_id: ActorId,
    /// The account it belongs to.
    #[sqlx(try_from = "i64")]
    pub account_id: AccountId,
    user_id: Option<i64>,
    /// Its name in handles.
    pub username: String,
    /// Its name for people.
    pub name: String,
    /// What it says of itself.
    pub description: Option<String>,
    /// How to support it.
    pub support: Option<String>,
    /// The host of its instance; none for ours.
    pub host: Option<String>,
    /// Its address in the federation.
    pub url: String,
    avatar: Option<String>,
    banner: Option<String>,
    /// How many actors it follows.
    pub following_count: i64,
    /// How many follow it.
    pub followers_count: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl ChannelRow {
    /// Its avatar.
    #[must_use]
    pub fn avatar(&self) -> Option<ActorPicture> {
        ActorPicture::read(self.avatar.as_deref())
    }

    /// Its banner.
    #[must_use]
    pub fn banner(&self) -> Option<ActorPicture> {
        ActorPicture::read(self.banner.as_deref())
    }

    /// Whose it is; none for remote channels.
    #[must_use]
    pub fn owner(&self) -> Option<UserId> {
        self.user_id.map(UserId::new)
    }
}

/// Finds a channel by its number, unless it is being removed.
pub async fn find(tx: &mut impl Read, id: ChannelId) -> Result<Option<ChannelRow>, StoreError> {
    let statement = format!("{SELECT} WHERE c.id = $1 AND c.removed_at IS NULL");
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(id.get())
            .fetch_optional(conn)
            .await?
    }))
}

/// Finds the channel of an actor, unless it is being removed.
pub async fn find_by_actor(
    tx: &mut impl Read,
    actor: ActorId,
) -> Result<Option<ChannelRow>, StoreError> {
    let statement = format!("{SELECT} WHERE c.actor_id = $1 AND c.removed_at IS NULL");
    Ok(sql!(tx, |conn| {
        sqlx::query_as(AssertSqlSafe(statement))
            .bind(actor.get())
            .fetch_optional(conn)
            .await?
    }))
}

/// Finds a channel by its name, whatever its case, on `host` or here, unless it is being removed.
pub async fn find_by_name(
    tx: &mut impl Read,
    name: &str,
    host: Option<&str>,
) -> Result<Option<ChannelRow>, StoreError> {
    // Two statements, because a partial index serves each.
    let place = if host.is_some() {
        "a.host = $2"
    } else {
        "a.host IS NULL"
    };
    let statement =
        format!("{SELECT} WHERE a.username_folded = $1 AND {place} AND c.removed_at IS NULL");
    Ok(sql!(tx, |conn| {
        let query = sqlx::query_as(AssertSqlSafe(statement)).bind(fold(name));
        let query = match host {
            Some(host) => query.bind(fold(host)),
            None => query,
        };
        query.fetch_optional(conn).await?
    }))
}
