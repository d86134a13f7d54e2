//! The picture of an account or channel in JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::actor_picture::{ActorPicture, ActorPictureKind},
    http::time::Moment,
};

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

impl ActorImage {
    /// The sizes of a picture, the smallest first; none where there is no picture.
    #[must_use]
    pub fn of(picture: Option<&ActorPicture>, kind: ActorPictureKind) -> Vec<Self> {
        let Some(picture) = picture else {
            return Vec::new();
        };
        let folder = match kind {
            ActorPictureKind::Avatar => "avatars",
            ActorPictureKind::Banner => "banners",
        };
        let sizes = picture.sizes.iter().map(|size| Self {
            path: format!("/lazy-static/{folder}/{}", picture.file(size)),
            width: size.width.into(),
            created_at: picture.made_at.into(),
            updated_at: picture.made_at.into(),
        });
        sizes.collect()
    }
}
