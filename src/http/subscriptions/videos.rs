//! `GET /api/v1/users/me/subscriptions/videos`: the videos of the channels that the caller follows.

use actix_web::web::{Data, Json};

use crate::{
    http::{
        auth::{SignedIn, Viewer},
        error::ApiError,
        query::Query,
        state::App,
        videos::list::{self, VideoListParams, VideoListResponse},
    },
    store::video_list::Scope,
};

/// Lists them, the last first; with the same filters as every list of videos.
#[utoipa::path(
    get, path = "/api/v1/users/me/subscriptions/videos", operation_id = "getSubscriptionVideos",
    tag = "My Subscriptions",
    security(("OAuth2" = [])),
    params(VideoListParams),
    responses(
        (status = 200, description = "A page of the list", body = VideoListResponse),
        (status = 400, description = "A parameter is wrong: see `invalid-params`"),
        (status = 403, description = "It takes a moderator to ask for what is not public")
    )
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
    query: Query,
) -> Result<Json<VideoListResponse>, ApiError> {
    let scope = Scope::FollowedBy(session.account);
    let viewer = Viewer(Some(session));
    Ok(Json(list::of_scope(&app, &query, &viewer, scope).await?))
}
