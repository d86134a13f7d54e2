//! Finding the video that a path names, for who may see it or change it.

use crate::{
    domain::{VideoReference, permission},
    http::{
        auth::{Session, Viewer},
        error::{ApiError, Location},
        video_password::GivenPassword,
    },
    store::{
        Read,
        videos::{self, VideoRow},
    },
};

/// Reads the `{id}` of a path.
///
/// # Errors
/// 400 when it can name no video.
pub fn reference(text: &str) -> Result<VideoReference, ApiError> {
    text.parse()
        .map_err(|error| ApiError::invalid(Location::Path, "id", error, text))
}

/// The video, for whoever may watch it.
///
/// # Errors
/// 404 without it; 401 or 403 when the caller may not, with the contract's code where a password would help.
pub async fn watchable(
    tx: &mut impl Read,
    id: &str,
    viewer: &Viewer,
    password: &GivenPassword,
) -> Result<VideoRow, ApiError> {
    let video = find(tx, id).await?;
    let looking = permission::Viewer {
        caller: viewer.0.as_ref().map(Session::caller),
        knows_password: password.opens(tx, video.id).await?,
    };
    let watching = permission::can_watch(looking, video.visibility());
    match password.refusal(watching) {
        None => Ok(video),
        Some(refusal) => Err(refusal),
    }
}

/// The video, for whoever may change it.
///
/// # Errors
/// 404 without it, 403 when it is somebody else's.
pub async fn manageable(
    tx: &mut impl Read,
    id: &str,
    session: &Session,
) -> Result<VideoRow, ApiError> {
    let video = find(tx, id).await?;
    if permission::can_manage(session.caller(), video.visibility()) {
        Ok(video)
    } else {
        Err(ApiError::Forbidden("this video is somebody else's".into()))
    }
}

/// The video, for whoever may publish it as a live.
///
/// # Errors
/// 404 without it, 403 when it is somebody else's.
pub async fn publishable(
    tx: &mut impl Read,
    id: &str,
    session: &Session,
) -> Result<VideoRow, ApiError> {
    let video = find(tx, id).await?;
    if permission::can_publish_live(session.caller(), video.visibility()) {
        Ok(video)
    } else {
        Err(ApiError::Forbidden("this live is somebody else's".into()))
    }
}

/// Whether the caller may change the video.
#[must_use]
pub fn manages(viewer: &Viewer, video: &VideoRow) -> bool {
    let session = viewer.0.as_ref();
    session.is_some_and(|session| permission::can_manage(session.caller(), video.visibility()))
}

async fn find(tx: &mut impl Read, id: &str) -> Result<VideoRow, ApiError> {
    videos::find(tx, reference(id)?)
        .await?
        .ok_or(ApiError::NotFound("video"))
}
