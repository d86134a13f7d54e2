//! `GET /api/v1/video-channels/{channelHandle}/followers`: who follows a channel.

use actix_web::web::{Data, Json, Path};

use super::managing;
use crate::{
    http::{
        auth::SignedIn,
        error::ApiError,
        follows::{self, FollowerList, FollowerListParams},
        query::Query,
        state::App,
    },
    store::follows::Followed,
};

/// Lists them, for whose channel it is and for moderators.
#[utoipa::path(
    get, path = "/api/v1/video-channels/{channelHandle}/followers", operation_id = "getVideoChannelFollowers",
    tag = "Video Channels",
    security(("OAuth2" = [])),
    params(("channelHandle" = String, Path, description = "The name of the channel"), FollowerListParams),
    responses(
        (status = 200, description = "A page of the list", body = FollowerList),
        (status = 400, description = "A parameter is wrong: see `invalid-params`"),
        (status = 403, description = "It is somebody else's"),
        (status = 404, description = "No such channel")
    )
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
    handle: Path<String>,
    query: Query,
) -> Result<Json<FollowerList>, ApiError> {
    let channel = managing::find(&app, &handle, &session).await?;
    let of = Followed::Channel(channel.id);
    Ok(Json(follows::followers(&app, &query, of).await?))
}
