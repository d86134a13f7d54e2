//! `GET /api/v1/videos/{id}/description`: all of it, where lists show the start.

use actix_web::web::{Data, Json, Path};
use serde::Serialize;
use utoipa::ToSchema;

use super::access;
use crate::http::{auth::Viewer, error::ApiError, state::App, video_password::GivenPassword};

/// The whole description.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoDescription {
    /// Markdown; none where nothing was written.
    pub description: Option<String>,
}

/// Answers it to whoever may watch the video.
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/description", operation_id = "getVideoDesc", tag = "Video",
    params(
        ("id" = String, Path, description = "Number, UUID or short UUID of the video"),
        ("x-peertube-video-password" = Option<String>, Header, description = "A password of the video, where it has any")
    ),
    responses(
        (status = 200, description = "The description", body = VideoDescription),
        (status = 404, description = "No such video")
    )
)]
pub async fn get(
    app: Data<App>,
    id: Path<String>,
    viewer: Viewer,
    password: GivenPassword,
) -> Result<Json<VideoDescription>, ApiError> {
    let mut tx = app.store.read().await?;
    let video = access::watchable(&mut tx, &id, &viewer, &password).await?;
    Ok(Json(VideoDescription {
        description: video.description,
    }))
}
