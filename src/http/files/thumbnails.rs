//! `GET /lazy-static/thumbnails/{filename}`: the small picture of a video.
//!
//! Whoever knows its name may have it, whatever the video's privacy: an image on a page cannot show
//! a right, and the names are random. Only the video's watchers are told them.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::picture::send_picture;
use crate::{
    http::{error::ApiError, state::App},
    store::thumbnails::PictureKind,
};

/// Sends the picture.
#[utoipa::path(
    get, path = "/lazy-static/thumbnails/{filename}", operation_id = "getThumbnail", tag = "Static Video Files",
    params(("filename" = String, Path, description = "Name of the picture")),
    responses(
        (status = 200, description = "The picture", content_type = "image/jpeg"),
        (status = 206, description = "A range of it", content_type = "image/jpeg"),
        (status = 304, description = "The caller has it"),
        (status = 404, description = "No such picture"),
        (status = 412, description = "The picture is another than the caller thinks"),
        (status = 416, description = "The picture has no such range")
    )
)]
pub async fn get(
    app: Data<App>,
    request: HttpRequest,
    filename: Path<String>,
) -> Result<HttpResponse, ApiError> {
    send_picture(&app, &request, &filename, PictureKind::Thumbnail).await
}
