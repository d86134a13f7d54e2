//! Accounts: who publishes, local and remote.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::image::ActorImage;

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
