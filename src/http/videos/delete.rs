//! `DELETE /api/v1/videos/{id}`.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use actors_live::LiveId;

use super::access;
use crate::{
    http::{auth::SignedIn, error::ApiError, state::App},
    usecases::delete_video,
};

/// Removes a video of the caller's, or of anybody's for moderators.
#[utoipa::path(
    delete, path = "/api/v1/videos/{id}", operation_id = "delVideo", tag = "Video",
    params(("id" = String, Path, description = "Number, UUID or short UUID of the video")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "It is somebody else's"),
        (status = 404, description = "No such video")
    ),
    security(("OAuth2" = []))
)]
pub async fn delete(
    app: Data<App>,
    id: Path<String>,
    signed_in: SignedIn,
) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin().await?;
    let video = access::manageable(&mut tx, &id, &signed_in.0).await?;
    delete_video::run(&mut tx, &video, app.clock.now()).await?;
    tx.commit().await?;
    app.lives.remove(LiveId(video.uuid.as_uuid()));
    app.wake_removals();
    Ok(HttpResponse::NoContent().finish())
}
