//! `GET /api/v1/users/me/subscriptions`: the channels that the caller follows.

use actix_web::web::{Data, Json};

use crate::{
    http::{
        auth::SignedIn,
        channels::list::{self, ChannelListParams, VideoChannelList},
        error::ApiError,
        query::Query,
        state::App,
    },
    store::channels::ChannelsOf,
};

/// Lists them.
#[utoipa::path(
    get, path = "/api/v1/users/me/subscriptions", operation_id = "getSubscriptions", tag = "My Subscriptions",
    security(("OAuth2" = [])),
    params(ChannelListParams),
    responses(
        (status = 200, description = "A page of the list", body = VideoChannelList),
        (status = 400, description = "A parameter is wrong: see `invalid-params`")
    )
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
    query: Query,
) -> Result<Json<VideoChannelList>, ApiError> {
    let of = ChannelsOf::FollowedBy(session.account);
    Ok(Json(list::of(&app, &query, of, false).await?))
}
