//! `GET /api/v1/videos/live/{id}/sessions`: every session that a live had.

use actix_web::web::{Data, Json, Path};

use super::{super::access, shape::LiveSession};
use crate::{
    http::{auth::SignedIn, error::ApiError, page::List, state::App},
    store::live_sessions,
};

/// Answers the sessions, the oldest first, to the live's owner and to administrators.
#[utoipa::path(
    get, path = "/api/v1/videos/live/{id}/sessions", operation_id = "listLiveSessions", tag = "Live Videos",
    params(("id" = String, Path, description = "Number, UUID or short UUID of the live")),
    responses(
        (status = 200, description = "The sessions", body = List<LiveSession>),
        (status = 403, description = "It is somebody else's"),
        (status = 404, description = "No such live")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    id: Path<String>,
    SignedIn(session): SignedIn,
) -> Result<Json<List<LiveSession>>, ApiError> {
    let mut tx = app.store.read().await?;
    let video = access::publishable(&mut tx, &id, &session).await?;
    let sessions = live_sessions::list(&mut tx, video.id).await?;
    let data: Vec<LiveSession> = sessions.iter().map(LiveSession::from).collect();
    Ok(Json(List {
        total: i64::try_from(data.len()).unwrap_or(i64::MAX),
        data,
    }))
}
