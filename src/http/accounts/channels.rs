//! `GET /api/v1/accounts/{name}/video-channels`: where an account publishes.

use actix_web::web::{Data, Json, Path};

use crate::{
    http::{
        auth::Viewer,
        channels::list::{self, ChannelListParams, VideoChannelList},
        error::ApiError,
        query::Query,
        state::App,
    },
    store::channels::ChannelsOf,
};

/// Lists the channels of an account.
#[utoipa::path(
    get, path = "/api/v1/accounts/{name}/video-channels", operation_id = "getAccountVideoChannels",
    tag = "Video Channels",
    params(
        ("name" = String, Path, description = "`name` or `name@host`"),
        ("withStats" = Option<bool>, Query, description = "Owners and moderators: what was watched of each"),
        ChannelListParams
    ),
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
    viewer: Viewer,
) -> Result<Json<VideoChannelList>, ApiError> {
    let account = super::get::find(&app, &name).await?;
    let may_know = viewer
        .0
        .is_some_and(|session| session.role.moderates() || account.owner() == Some(session.user));
    let with_stats = query.boolean("withStats").unwrap_or_default() && may_know;
    Ok(Json(
        list::of(&app, &query, ChannelsOf::Account(account.id), with_stats).await?,
    ))
}
