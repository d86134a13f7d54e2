//! `GET /api/v1/videos/live/{id}`: what a live is set to, and for its owner where and with which key to publish it.

use actix_web::web::{Data, Json, Path};

use super::{super::access, shape::LiveVideo};
use crate::{
    domain::permission::can_publish_live,
    http::{
        auth::{SignedIn, Viewer},
        error::ApiError,
        state::App,
        video_password::GivenPassword,
    },
    store::lives,
    usecases::create_live,
};

/// Answers the live; its address and key to its owner and to administrators alone.
#[utoipa::path(
    get, path = "/api/v1/videos/live/{id}", operation_id = "getLiveId", tag = "Live Videos",
    params(("id" = String, Path, description = "Number, UUID or short UUID of the live")),
    responses(
        (status = 200, description = "The live", body = LiveVideo),
        (status = 403, description = "Not shared with the caller"),
        (status = 404, description = "No such live")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    id: Path<String>,
    SignedIn(session): SignedIn,
    password: GivenPassword,
) -> Result<Json<LiveVideo>, ApiError> {
    let mut tx = app.store.read().await?;
    let viewer = Viewer(Some(session.clone()));
    let video = access::watchable(&mut tx, &id, &viewer, &password).await?;
    let live = lives::find(&mut tx, video.id).await?;
    let live = live.ok_or(ApiError::NotFound("live"))?;
    let key = if can_publish_live(session.caller(), video.visibility()) {
        create_live::key_of(&mut tx, &app.config, video.uuid).await?
    } else {
        None
    };
    Ok(Json(LiveVideo::of(
        &app.config,
        &live.wishes(),
        key.as_ref(),
    )))
}
