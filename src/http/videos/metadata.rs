//! `GET /api/v1/videos/{id}/metadata/{fileId}`: what a file of a video is, as it was probed.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use super::access;
use crate::{
    http::{
        auth::Viewer,
        error::{ApiError, Location},
        state::App,
        video_password::GivenPassword,
    },
    store::video_files,
};

/// Answers the probe to whoever may watch the video.
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/metadata/{fileId}", operation_id = "getVideoFileMetadata", tag = "Video",
    params(
        ("id" = String, Path, description = "Number, UUID or short UUID of the video"),
        ("fileId" = i64, Path, description = "Number of the file")
    ),
    responses(
        (status = 200, description = "Container, duration, bit rate, and the streams", body = Object),
        (status = 404, description = "No such video or file")
    )
)]
pub async fn get(
    app: Data<App>,
    path: Path<(String, String)>,
    viewer: Viewer,
    password: GivenPassword,
) -> Result<HttpResponse, ApiError> {
    let (id, file) = path.into_inner();
    let number: i64 = file.parse().map_err(|_| {
        ApiError::invalid(
            Location::Path,
            "fileId",
            "should be a number",
            file.as_str(),
        )
    })?;
    let mut tx = app.store.read().await?;
    let video = access::watchable(&mut tx, &id, &viewer, &password).await?;
    let files = video_files::list(&mut tx, video.id).await?;
    let found = files.into_iter().find(|file| file.id.get() == number);
    let metadata = found
        .and_then(|file| file.metadata)
        .ok_or(ApiError::NotFound("metadata of this file"))?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .body(metadata))
}
