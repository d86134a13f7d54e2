//! The picture of an account or channel in JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::time::Moment;

/// An avatar or banner in one size.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActorImage {
    /// Path on this server.
    pub path: String,
    /// Width in pixels.
    pub width: i64,
    /// When it was made.
    pub created_at: Moment,
    /// When it was replaced last.
    pub updated_at: Moment,
}
