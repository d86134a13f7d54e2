//! Accounts: who publishes, local and remote.

pub mod channels;
pub mod followers;
pub mod get;
pub mod list;
pub mod videos;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::actor_picture::ActorPictureKind,
    http::{image::ActorImage, time::Moment},
    store::accounts::AccountRow,
};

/// An account as it stands beside what it published.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountSummary {
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

impl AccountSummary {
    /// The short form of `row` on the instance `own_host`.
    #[must_use]
    pub fn of(row: &AccountRow, own_host: &str) -> Self {
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

/// An account by itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
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
    /// The host of its instance.
    pub host: String,
    /// Whether its instance may keep copies of our videos.
    pub host_redundancy_allowed: bool,
    /// Its picture in several sizes.
    pub avatars: Vec<ActorImage>,
    /// How many actors it follows.
    pub following_count: i64,
    /// How many follow it.
    pub followers_count: i64,
    /// When it was made.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
    /// The number of its user; null for remote accounts.
    pub user_id: Option<i64>,
}

impl Account {
    /// What is shown of `row` on the instance `own_host`.
    #[must_use]
    pub fn of(row: &AccountRow, own_host: &str) -> Self {
        let AccountSummary {
            id,
            name,
            display_name,
            url,
            host,
            avatars,
        } = AccountSummary::of(row, own_host);
        Self {
            id,
            url,
            name,
            display_name,
            description: row.description.clone(),
            host,
            host_redundancy_allowed: false,
            avatars,
            following_count: row.following_count,
            followers_count: row.followers_count,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            user_id: row.owner().map(crate::domain::UserId::get),
        }
    }
}
