//! `GET /api/v1/users/me/history/videos`: what the caller has watched, the last first.

use actix_web::web::{Data, Json};

use crate::http::{
    auth::SignedIn,
    error::ApiError,
    query::Query,
    state::App,
    videos::{
        filter,
        list::{self, Audience, VideoListResponse},
    },
};

/// Lists it, with how far they are in each.
#[utoipa::path(
    get, path = "/api/v1/users/me/history/videos", operation_id = "listMyVideosHistory", tag = "My History",
    params(
        ("start" = Option<i64>, Query, minimum = 0, description = "Videos to skip"),
        ("count" = Option<i64>, Query, minimum = 1, maximum = 100, description = "Videos at most; 15 by default"),
        ("search" = Option<String>, Query, description = "With this text in their title")
    ),
    responses(
        (status = 200, description = "A page of the list", body = VideoListResponse),
        (status = 400, description = "A parameter is wrong")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    query: Query,
    SignedIn(session): SignedIn,
) -> Result<Json<VideoListResponse>, ApiError> {
    let asked = filter::read_watched(&query, session.user)?;
    app.history.settle(session.user).await?;
    let mut tx = app.store.read().await?;
    let listed = list::answer(&mut tx, &app, &asked, Audience::Anybody).await?;
    Ok(Json(listed))
}
