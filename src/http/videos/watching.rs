//! `PUT /api/v1/videos/{id}/watching`: the deprecated way in which a user's player says where it is.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};

use super::viewing::{self, UserViewingVideo};
use crate::http::{
    auth::{SignedIn, Viewer},
    error::ApiError,
    state::App,
    video_password::GivenPassword,
};

/// Does what `POST …/views` does, for who is signed in.
#[utoipa::path(
    put, path = "/api/v1/videos/{id}/watching", operation_id = "setProgress", tag = "Video",
    params(
        ("id" = String, Path, description = "Number, UUID or short UUID of the video"),
        ("x-peertube-video-password" = Option<String>, Header, description = "A password of the video, where it has any")
    ),
    request_body = UserViewingVideo,
    responses(
        (status = 204, description = "It is heard"),
        (status = 400, description = "A field is wrong"),
        (status = 401, description = "Nobody is signed in"),
        (status = 403, description = "Not shared with the caller, or no password of the video"),
        (status = 404, description = "No such video"),
        (status = 503, description = "Too much to count at once; nothing was counted")
    ),
    security(("OAuth2" = []))
)]
pub async fn put(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
    SignedIn(session): SignedIn,
    password: GivenPassword,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let viewer = Viewer(Some(session));
    viewing::hear(&app, &request, &id, &viewer, &password, body).await?;
    Ok(HttpResponse::NoContent().finish())
}
