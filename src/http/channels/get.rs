//! `GET /api/v1/video-channels/{channelHandle}`: one channel.

use actix_web::web::{Data, Json, Path};

use super::VideoChannel;
use crate::{
    domain::name::Handle,
    http::{
        error::{ApiError, Location},
        state::App,
    },
    store::{
        accounts,
        channels::{self, ChannelRow},
    },
};

/// Answers a channel that is known here; others are not fetched.
///
/// # Errors
/// 400 when the name is no handle, 404 when there is no such channel.
#[utoipa::path(
    get, path = "/api/v1/video-channels/{channelHandle}", operation_id = "getVideoChannel",
    tag = "Video Channels",
    params(("channelHandle" = String, Path, description = "The name of the channel, or its handle name@host")),
    responses(
        (status = 200, description = "The channel", body = VideoChannel),
        (status = 404, description = "There is none"),
    )
)]
pub async fn get(app: Data<App>, name: Path<String>) -> Result<Json<VideoChannel>, ApiError> {
    let channel = find(&app, &name).await?;
    let mut tx = app.store.read().await?;
    let owner = accounts::find(&mut tx, channel.account_id).await?;
    let owner = owner.ok_or(ApiError::NotFound("channel"))?;
    let own_host = app.config.webserver.host();
    Ok(Json(VideoChannel::of(&channel, &owner, &own_host)))
}

/// The channel that a path names.
pub(super) async fn find(app: &App, name: &str) -> Result<ChannelRow, ApiError> {
    let handle = Handle::parse(name)
        .map_err(|bad| ApiError::invalid(Location::Path, "channelHandle", bad, name))?;
    let own_host = app.config.webserver.host();
    let mut tx = app.store.read().await?;
    let found =
        channels::find_by_name(&mut tx, &handle.name, handle.remote_host(&own_host)).await?;
    found.ok_or(ApiError::NotFound("channel"))
}
