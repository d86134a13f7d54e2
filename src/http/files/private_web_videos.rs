//! `GET /static/web-videos/private/{filename}`: a web video for those who may watch it.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{
    name::{NOT_FOUND, possible},
    right::{Shown, TokenQuery},
    send::{Named, send},
};
use crate::{
    http::{error::ApiError, state::App},
    media::Place,
    store::served_files,
};

/// Sends the file to whoever shows a right to it.
#[utoipa::path(
    get, path = "/static/web-videos/private/{filename}", operation_id = "getPrivateWebVideoFile",
    tag = "Static Video Files",
    params(
        ("filename" = String, Path, description = "Name of the file"),
        TokenQuery,
        ("x-peertube-video-password" = Option<String>, Header, description = "A password of the video, where it has any")
    ),
    responses(
        (status = 200, description = "The file", content_type = "video/mp4"),
        (status = 206, description = "A range of it", content_type = "video/mp4"),
        (status = 304, description = "The caller has it"),
        (status = 403, description = "No right to it was shown"),
        (status = 404, description = "No such file"),
        (status = 412, description = "The file is another than the caller thinks"),
        (status = 416, description = "The file has no such range")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    request: HttpRequest,
    filename: Path<String>,
    shown: Shown,
) -> Result<HttpResponse, ApiError> {
    let name = possible(&filename)?;
    let mut tx = app.store.read().await?;
    let video = served_files::find_web_video(&mut tx, name)
        .await?
        .ok_or(NOT_FOUND)?;
    shown.require(&mut tx, &video, app.clock.now()).await?;
    drop(tx);
    let file = Named {
        place: Place::WebVideos,
        name,
        is_public: video.is_public(),
    };
    send(&app, &request, file).await
}
