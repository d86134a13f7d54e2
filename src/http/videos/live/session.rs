//! `GET /api/v1/videos/{id}/live-session`: the session that a video was made of.

use actix_web::web::{Data, Json, Path};

use super::{super::access, shape::LiveSession};
use crate::{
    http::{auth::Viewer, error::ApiError, state::App, video_password::GivenPassword},
    store::live_sessions,
};

/// Answers the session to whoever may watch the video.
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/live-session", operation_id = "getLiveSessionOfReplay", tag = "Live Videos",
    params(
        ("id" = String, Path, description = "Number, UUID or short UUID of the video"),
        ("x-peertube-video-password" = Option<String>, Header, description = "A password of the video, where it has any")
    ),
    responses(
        (status = 200, description = "The session", body = LiveSession),
        (status = 401, description = "It takes a login to see the video"),
        (status = 403, description = "Not shared with the caller, or no password of the video"),
        (status = 404, description = "No such video, or it was made of no session")
    ),
    security((), ("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    id: Path<String>,
    viewer: Viewer,
    password: GivenPassword,
) -> Result<Json<LiveSession>, ApiError> {
    let mut tx = app.store.read().await?;
    let video = access::watchable(&mut tx, &id, &viewer, &password).await?;
    let session = live_sessions::find_by_replay(&mut tx, video.id).await?;
    let session = session.ok_or(ApiError::NotFound("live session"))?;
    Ok(Json(LiveSession::from(&session)))
}
