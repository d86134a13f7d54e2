//! Channels: where videos are published, local and remote.

pub mod create;
pub mod delete;
pub mod followers;
pub mod get;
pub mod list;
pub(super) mod managing;
mod profile;
pub mod put;
mod stats;
pub mod videos;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::actor_picture::ActorPictureKind,
    http::{accounts::Account, image::ActorImage, time::Moment},
    store::{accounts::AccountRow, channels::ChannelRow},
};

/// A channel as it stands beside what it published.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoChannelSummary {
    /// Its number here.
    pub id: i64,
    /// Its name in handles.
    pub name: String,
    /// Its name for people.
    pub display_name: String,
    /// Its address in the federation.
    pub url: String,
    /// The host of its instance.
    pub host: String,
    /// Its picture in several sizes.
    pub avatars: Vec<ActorImage>,
}

impl VideoChannelSummary {
    /// The short form of `row` on the instance `own_host`.
    #[must_use]
    pub fn of(row: &ChannelRow, own_host: &str) -> Self {
        Self {
            id: row.id.get(),
            name: row.username.clone(),
            display_name: row.name.clone(),
            url: row.url.clone(),
            host: row.host.clone().unwrap_or_else(|| own_host.to_owned()),
            avatars: ActorImage::of(row.avatar().as_ref(), ActorPictureKind::Avatar),
        }
    }
}

/// A channel by itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoChannel {
    /// Its number here.
    pub id: i64,
    /// Its address in the federation.
    pub url: String,
    /// Its name in handles.
    pub name: String,
    /// Its name for people.
    pub display_name: String,
    /// What it says of itself.
    pub description: Option<String>,
    /// How to support it.
    pub support: Option<String>,
    /// The host of its instance.
    pub host: String,
    /// Whether its instance may keep copies of our videos.
    pub host_redundancy_allowed: bool,
    /// Whether it is of this instance.
    pub is_local: bool,
    /// Its picture in several sizes.
    pub avatars: Vec<ActorImage>,
    /// The wide picture of its page in several sizes.
    pub banners: Vec<ActorImage>,
    /// How many actors it follows.
    pub following_count: i64,
    /// How many follow it.
    pub followers_count: i64,
    /// When it was made.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
    /// Whose it is.
    pub owner_account: Account,
}

impl VideoChannel {
    /// What is shown of `row`, which belongs to `owner`, on the instance `own_host`.
    #[must_use]
    pub fn of(row: &ChannelRow, owner: &AccountRow, own_host: &str) -> Self {
        let VideoChannelSummary {
            id,
            name,
            display_name,
            url,
            host,
            avatars,
        } = VideoChannelSummary::of(row, own_host);
        Self {
            id,
            url,
            name,
            display_name,
            description: row.description.clone(),
            support: row.support.clone(),
            host,
            host_redundancy_allowed: false,
            is_local: row.host.is_none(),
            avatars,
            banners: ActorImage::of(row.banner().as_ref(), ActorPictureKind::Banner),
            following_count: row.following_count,
            followers_count: row.followers_count,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            owner_account: Account::of(owner, own_host),
        }
    }
}
