//! `GET /static/streaming-playlists/hls/{uuid}/{filename}`: a playlist, rendition or list of hashes
//! of a video that everybody may watch.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{
    live::{self, LiveQuery},
    name::{NOT_FOUND, possible, possible_uuid},
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
    get, path = "/static/streaming-playlists/hls/{uuid}/{filename}", operation_id = "getHlsFile",
    tag = "Static Video Files",
    params(
        ("uuid" = String, Path, description = "UUID of the video"),
        ("filename" = String, Path, description = "Name of the file"),
        LiveQuery
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/vnd.apple.mpegurl"),
        (status = 206, description = "A range of it", content_type = "video/mp4"),
        (status = 304, description = "The caller has it"),
        (status = 403, description = "The video is not public"),
        (status = 404, description = "No such file"),
        (status = 412, description = "The file is another than the caller thinks"),
        (status = 416, description = "The file has no such range"),
        (status = 503, description = "The live stands still")
    ),
    security((), ("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    let (uuid, name) = (possible_uuid(&path.0)?, possible(&path.1)?);
    if let Some(on_air) = live::find(&app, uuid, name) {
        let ask = async || {
            let mut tx = app.store.read().await?;
            let video = served_files::find_live(&mut tx, uuid).await?;
            video.ok_or(NOT_FOUND)
        };
        // The same for every file of the live.
        let video = app.kept.video_of_file(&path.0, ask).await?;
        require_public(&video)?;
        return live::send(&app, &request, &on_air, name, true, None).await;
    }
    let find = async |tx: &mut ReadTx| served_files::find_hls(tx, uuid, name).await;
    let video = video_of(&app, &request, find).await?;
    require_public(&video)?;
    let file = Named {
        place: Place::Hls,
        name: &format!("{uuid}/{name}"),
        is_public: true,
    };
    send(&app, &request, file).await
}
