//! `POST /api/v1/videos/{id}/views`: somebody watches a video.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};

use super::viewing::{self, UserViewingVideo};
use crate::http::{auth::Viewer, error::ApiError, state::App, video_password::GivenPassword};

/// Counts it, and remembers how far a user is.
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/views", operation_id = "addView", tag = "Video",
    params(
        ("id" = String, Path, description = "Number, UUID or short UUID of the video"),
        ("x-peertube-video-password" = Option<String>, Header, description = "A password of the video, where it has any")
    ),
    request_body = UserViewingVideo,
    responses(
        (status = 204, description = "It is heard"),
        (status = 400, description = "A field is wrong"),
        (status = 401, description = "It takes a login to see the video"),
        (status = 403, description = "Not shared with the caller, or no password of the video"),
        (status = 404, description = "No such video"),
        (status = 503, description = "Too much to count at once; nothing was counted")
    ),
    security((), ("OAuth2" = []))
)]
pub async fn post(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    viewer: Viewer,
    password: GivenPassword,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    viewing::hear(&app, &request, &id, &viewer, &password, body).await?;
    Ok(HttpResponse::NoContent().finish())
}
