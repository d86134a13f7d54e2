//! `GET /lazy-static/avatars/{filename}` and `…/banners/{filename}`: the pictures of accounts and channels, for everybody.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{
    name::possible,
    send::{Named, send},
};
use crate::{
    http::{error::ApiError, state::App},
    media::Place,
    store::known_files,
};

/// Sends an avatar.
#[utoipa::path(
    get, path = "/lazy-static/avatars/{filename}", operation_id = "getAvatar", tag = "Static Video Files",
    params(("filename" = String, Path, description = "Name of the picture")),
    responses(
        (status = 200, description = "The picture", content_type = "image/*"),
        (status = 206, description = "A range of it", content_type = "image/*"),
        (status = 304, description = "The caller has it"),
        (status = 404, description = "No such picture"),
        (status = 412, description = "The picture is another than the caller thinks"),
        (status = 416, description = "The picture has no such range")
    )
)]
pub async fn avatar(
    app: Data<App>,
    request: HttpRequest,
    filename: Path<String>,
) -> Result<HttpResponse, ApiError> {
    send_known(&app, &request, &filename).await
}

/// Sends a banner.
#[utoipa::path(
    get, path = "/lazy-static/banners/{filename}", operation_id = "getBanner", tag = "Static Video Files",
    params(("filename" = String, Path, description = "Name of the picture")),
    responses(
        (status = 200, description = "The picture", content_type = "image/*"),
        (status = 206, description = "A range of it", content_type = "image/*"),
        (status = 304, description = "The caller has it"),
        (status = 404, description = "No such picture"),
        (status = 412, description = "The picture is another than the caller thinks"),
        (status = 416, description = "The picture has no such range")
    )
)]
pub async fn banner(
    app: Data<App>,
    request: HttpRequest,
    filename: Path<String>,
) -> Result<HttpResponse, ApiError> {
    send_known(&app, &request, &filename).await
}

async fn send_known(
    app: &App,
    request: &HttpRequest,
    filename: &str,
) -> Result<HttpResponse, ApiError> {
    let name = possible(filename)?;
    let place = Place::Avatars;
    let mut tx = app.store.read().await?;
    if !known_files::is_known(&mut tx, place, name).await? {
        return Err(ApiError::NotFound("picture"));
    }
    drop(tx);
    let file = Named {
        place,
        name,
        is_public: true,
    };
    send(app, request, file).await
}
