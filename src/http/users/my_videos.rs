//! `GET /api/v1/users/me/videos`: everything of the caller's, in every privacy and state.

use actix_web::web::{Data, Json};

use crate::{
    http::{
        auth::SignedIn,
        error::ApiError,
        query::Query,
        state::App,
        videos::{
            filter,
            list::{self, Audience, VideoListParams, VideoListResponse},
        },
    },
    store::video_list::Scope,
};

/// Lists the caller's videos.
#[utoipa::path(
    get, path = "/api/v1/users/me/videos", operation_id = "getMyVideos", tag = "My User",
    params(VideoListParams),
    responses((status = 200, description = "A page of the list", body = VideoListResponse)),
    security(("OAuth2" = []))
)]
pub async fn get(
    app: Data<App>,
    query: Query,
    signed_in: SignedIn,
) -> Result<Json<VideoListResponse>, ApiError> {
    let mut asked = filter::read_own(&query, Scope::Account(signed_in.0.account))?;
    asked.user = Some(signed_in.0.user);
    app.history.settle(signed_in.0.user).await?;
    let mut tx = app.store.read().await?;
    list::answer(&mut tx, &app, &asked, Audience::Manager)
        .await
        .map(Json)
}
