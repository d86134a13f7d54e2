//! `GET /api/v1/video-channels/{channelHandle}/videos`.

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

/// Lists the videos of a channel that the caller may see.
#[utoipa::path(
    get, path = "/api/v1/video-channels/{channelHandle}/videos", operation_id = "getVideoChannelVideos",
    tag = "Video Channels",
    params(("channelHandle" = String, Path, description = "`name` or `name@host`"), VideoListParams),
    responses(
        (status = 200, description = "A page of the list", body = VideoListResponse),
        (status = 401, description = "It takes a login to ask for what is not public"),
        (status = 403, description = "It takes a moderator to ask for what is not public"),
        (status = 404, description = "No such channel")
    )
)]
pub async fn get(
    app: Data<App>,
    request: HttpRequest,
    handle: Path<String>,
    query: Query,
    viewer: Viewer,
) -> Result<HttpResponse, ApiError> {
    let make = async || {
        let channel = super::get::find(&app, &handle).await?;
        list::of_scope(&app, &query, &viewer, Scope::Channel(channel.id)).await
    };
    app.kept.answer(&request, viewer.is_anybody(), make).await
}
