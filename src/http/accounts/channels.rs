//! `GET /api/v1/accounts/{name}/video-channels`: where an account publishes.

use actix_web::web::{Data, Json, Path};

use crate::http::{
    channels::list::{self, ChannelListParams, VideoChannelList},
    error::ApiError,
    query::Query,
    state::App,
};

/// Lists the channels of an account.
#[utoipa::path(
    get, path = "/api/v1/accounts/{name}/video-channels", operation_id = "getAccountVideoChannels",
    tag = "Video Channels",
    params(("name" = String, Path, description = "`name` or `name@host`"), ChannelListParams),
    responses(
        (status = 200, description = "A page of the list", body = VideoChannelList),
        (status = 400, description = "A parameter is wrong: see `invalid-params`"),
        (status = 404, description = "No such account")
    )
)]
pub async fn get(
    app: Data<App>,
    name: Path<String>,
    query: Query,
) -> Result<Json<VideoChannelList>, ApiError> {
    let account = super::get::find(&app, &name).await?;
    Ok(Json(list::of(&app, &query, Some(account.id)).await?))
}
