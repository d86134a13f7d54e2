//! `PUT /api/v1/videos/live/{id}`: what its owner wants anew of a live.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};
use utoipa::ToSchema;

use super::{super::access, fields, shape::ReplaySettings};
use crate::{
    http::{
        auth::SignedIn,
        error::ApiError,
        form::{self, Rules},
        state::App,
    },
    store::lives,
    usecases::update_live,
};

/// What can be changed, for the document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
#[expect(non_snake_case, reason = "the contract's own names")]
pub struct LiveVideoUpdate {
    /// Whether each session becomes a video, or the live itself does.
    saveReplay: Option<bool>,
    /// What that video is like.
    replaySettings: Option<ReplaySettings>,
    /// Whether it has one session after another.
    permanentLive: Option<bool>,
    /// 1 default, 2 high, 3 small.
    latencyMode: Option<i64>,
}

/// Changes what the body names, as long as the live has not begun.
#[utoipa::path(
    put, path = "/api/v1/videos/live/{id}", operation_id = "updateLiveId", tag = "Live Videos",
    params(("id" = String, Path, description = "Number, UUID or short UUID of the live")),
    request_body = LiveVideoUpdate,
    responses(
        (status = 204, description = "It is changed"),
        (status = 400, description = "It has begun, a field is wrong, or `live_conflicting_permanent_and_save_replay`"),
        (status = 403, description = "It is somebody else's, or `live_not_enabled`, `live_not_allowing_replay`"),
        (status = 404, description = "No such live")
    ),
    security(("OAuth2" = []))
)]
pub async fn put(
    app: Data<App>,
    http: HttpRequest,
    id: Path<String>,
    SignedIn(session): SignedIn,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.read().await?;
    access::publishable(&mut tx, &id, &session).await?;
    drop(tx);
    let form = form::read(&http, body, &Rules::no_files()).await?;
    let mut tx = app.store.begin().await?;
    let video = access::publishable(&mut tx, &id, &session).await?;
    let live = lives::find(&mut tx, video.id).await?;
    let live = live.ok_or(ApiError::NotFound("live"))?;
    let wishes = fields::wishes(&form.fields, live.wishes(), video.privacy)?;
    update_live::run(&mut tx, &app.config, &live, &wishes, app.clock.now()).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
