//! `GET /lazy-static/storyboards/{filename}`: the sheet of pictures for a video's time line.
//!
//! Whoever knows its name may have it, whatever the video's privacy: an image on a page cannot show
//! a right, and the names are random. Only the video's watchers are told them.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{
    name::possible,
    send::{Named, send, video_of},
};
use crate::{
    http::{error::ApiError, state::App},
    media::Place,
    store::{ReadTx, served_files},
};

/// Sends the picture.
#[utoipa::path(
    get, path = "/lazy-static/storyboards/{filename}", operation_id = "getStoryboard", tag = "Static Video Files",
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
    let name = possible(&filename)?;
    let find = async |tx: &mut ReadTx| served_files::find_storyboard(tx, name).await;
    let video = video_of(&app, &request, find).await?;
    let file = Named {
        place: Place::Storyboards,
        name,
        is_public: video.is_public(),
    };
    send(&app, &request, file).await
}
