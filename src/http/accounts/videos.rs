//! `GET /api/v1/accounts/{name}/videos`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};

use crate::{
    http::{
        auth::Viewer,
        error::ApiError,
        query::Query,
        state::App,
        videos::list::{self, VideoListParams, VideoListResponse},
    },
    store::video_list::Scope,
};

/// Lists the videos of an account that the caller may see.
#[utoipa::path(
    get, path = "/api/v1/accounts/{name}/videos", operation_id = "getAccountVideos", tag = "Accounts",
    params(("name" = String, Path, description = "`name` or `name@host`"), VideoListParams),
    responses(
        (status = 200, description = "A page of the list", body = VideoListResponse),
        (status = 401, description = "It takes a login to ask for what is not public"),
        (status = 403, description = "It takes a moderator to ask for what is not public"),
        (status = 404, description = "No such account")
    )
)]
pub async fn get(
    app: Data<App>,
    request: HttpRequest,
    name: Path<String>,
    query: Query,
    viewer: Viewer,
) -> Result<HttpResponse, ApiError> {
    let make = async || {
        let account = super::get::find(&app, &name).await?;
        list::of_scope(&app, &query, &viewer, Scope::Account(account.id)).await
    };
    app.kept.answer(&request, viewer.is_anybody(), make).await
}
