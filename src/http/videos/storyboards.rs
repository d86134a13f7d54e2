//! `GET /api/v1/videos/{id}/storyboards`: the sheet of small pictures for a time line.

use actix_web::web::{Data, Json, Path};
use serde::Serialize;
use utoipa::ToSchema;

use super::access;
use crate::{
    http::{auth::Viewer, error::ApiError, state::App, video_password::GivenPassword},
    store::storyboards,
};

/// The sheets of a video: one, or none while there is none.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Storyboards {
    /// The sheets.
    pub storyboards: Vec<Storyboard>,
}

/// A sheet; sizes in pixels.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Storyboard {
    /// Path on this server.
    pub storyboard_path: String,
    /// Height of the sheet.
    pub total_height: i64,
    /// Width of the sheet.
    pub total_width: i64,
    /// Height of one picture.
    pub sprite_height: i64,
    /// Width of one picture.
    pub sprite_width: i64,
    /// Seconds that one picture stands for.
    pub sprite_duration: i64,
}

/// Answers them to whoever may watch the video.
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/storyboards", operation_id = "listVideoStoryboards", tag = "Video",
    params(("id" = String, Path, description = "Number, UUID or short UUID of the video")),
    responses(
        (status = 200, description = "The sheets", body = Storyboards),
        (status = 404, description = "No such video")
    )
)]
pub async fn get(
    app: Data<App>,
    id: Path<String>,
    viewer: Viewer,
    password: GivenPassword,
) -> Result<Json<Storyboards>, ApiError> {
    let mut tx = app.store.read().await?;
    let video = access::watchable(&mut tx, &id, &viewer, &password).await?;
    let sheet = storyboards::find(&mut tx, video.id).await?;
    let storyboards = sheet.map(|sheet| Storyboard {
        storyboard_path: format!("/lazy-static/storyboards/{}", sheet.filename),
        total_height: sheet.total_height,
        total_width: sheet.total_width,
        sprite_height: sheet.sprite_height,
        sprite_width: sheet.sprite_width,
        sprite_duration: sheet.sprite_duration,
    });
    Ok(Json(Storyboards {
        storyboards: storyboards.into_iter().collect(),
    }))
}
