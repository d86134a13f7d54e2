//! `GET /static/streaming-playlists/hls/private/{uuid}/{filename}`: a playlist, rendition or list of
//! hashes for those who may watch the video.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use super::{
    live,
    name::{NOT_FOUND, is_playlist, possible, possible_uuid},
    right::{ReinjectionQuery, Shown, TokenQuery},
    send::{Named, send, send_with_token},
};
use crate::{
    http::{error::ApiError, state::App},
    media::Place,
    store::served_files,
};

/// Sends the file to whoever shows a right to it; a playlist, where asked for, with the token.
#[utoipa::path(
    get, path = "/static/streaming-playlists/hls/private/{uuid}/{filename}",
    operation_id = "getPrivateHlsFile", tag = "Static Video Files",
    params(
        ("uuid" = String, Path, description = "UUID of the video"),
        ("filename" = String, Path, description = "Name of the file"),
        TokenQuery,
        ReinjectionQuery,
        ("x-peertube-video-password" = Option<String>, Header, description = "A password of the video, where it has any")
    ),
    responses(
        (status = 200, description = "The file", content_type = "application/vnd.apple.mpegurl"),
        (status = 206, description = "A range of it", content_type = "video/mp4"),
        (status = 304, description = "The caller has it"),
        (status = 400, description = "A parameter is not what it should be"),
        (status = 403, description = "No right to it was shown"),
        (status = 404, description = "No such file"),
        (status = 412, description = "The file is another than the caller thinks"),
        (status = 416, description = "The file has no such range"),
        (status = 503, description = "The live stands still")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    request: HttpRequest,
    path: Path<(String, String)>,
    shown: Shown,
) -> Result<HttpResponse, ApiError> {
    let (uuid, name) = (possible_uuid(&path.0)?, possible(&path.1)?);
    let mut tx = app.store.read().await?;
    let on_air = live::find(&app, uuid, name);
    let video = match on_air {
        Some(_) => served_files::find_live(&mut tx, uuid).await?,
        None => served_files::find_hls(&mut tx, uuid, name).await?,
    };
    let video = video.ok_or(NOT_FOUND)?;
    shown.require(&mut tx, &video, app.clock.now()).await?;
    drop(tx);
    if let Some(on_air) = on_air {
        let token = shown.token_to_reinject();
        return live::send(&app, &request, &on_air, name, video.is_public(), token).await;
    }
    let file = Named {
        place: Place::Hls,
        name: &format!("{uuid}/{name}"),
        is_public: video.is_public(),
    };
    match shown.token_to_reinject() {
        Some(token) if is_playlist(name) => send_with_token(&app, &request, file, token).await,
        _ => send(&app, &request, file).await,
    }
}
