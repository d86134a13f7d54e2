//! `GET /static/web-videos/{filename}`: a web video that everybody may watch.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{
    name::possible,
    right::require_public,
    send::{Named, send, video_of},
};
use crate::{
    http::{error::ApiError, state::App},
    media::Place,
    store::{ReadTx, served_files},
};

/// Sends the file.
#[utoipa::path(
    get, path = "/static/web-videos/{filename}", operation_id = "getWebVideoFile", tag = "Static Video Files",
    params(("filename" = String, Path, description = "Name of the file")),
    responses(
        (status = 200, description = "The file", content_type = "video/mp4"),
        (status = 206, description = "A range of it", content_type = "video/mp4"),
        (status = 304, description = "The caller has it"),
        (status = 403, description = "The video is not public"),
        (status = 404, description = "No such file"),
        (status = 412, description = "The file is another than the caller thinks"),
        (status = 416, description = "The file has no such range")
    )
)]
pub async fn get(
    app: Data<App>,
    request: HttpRequest,
    filename: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let name = possible(&filename)?;
    let find = async |tx: &mut ReadTx| served_files::find_web_video(tx, name).await;
    let video = video_of(&app, &request, find).await?;
    require_public(&video)?;
    let file = Named {
        place: Place::WebVideos,
        name,
        is_public: true,
    };
    send(&app, &request, file).await
}
