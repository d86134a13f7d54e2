//! `DELETE /api/v1/video-channels/{channelHandle}`: removes a channel.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use actors_live::LiveId;

use super::managing;
use crate::{
    http::{auth::SignedIn, error::ApiError, state::App},
    store::channels,
    usecases::manage_channel,
};

/// Removes a channel: it is found by nobody any more, and its videos go soon after.
#[utoipa::path(
    delete, path = "/api/v1/video-channels/{channelHandle}", operation_id = "delVideoChannel",
    tag = "Video Channels",
    security(("OAuth2" = [])),
    params(("channelHandle" = String, Path, description = "The name of the channel")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 401, description = "Nobody is signed in"),
        (status = 403, description = "It is somebody else's"),
        (status = 404, description = "No such channel"),
        (status = 409, description = "It is the last one of its owner, who must have one")
    )
)]
pub async fn delete(
    SignedIn(session): SignedIn,
    app: Data<App>,
    handle: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let channel = managing::find(&app, &handle, &session).await?;
    let mut tx = app.store.begin().await?;
    if !manage_channel::remove(&mut tx, &channel, app.clock.now()).await? {
        let message = "this is the last channel of its owner: make another first";
        return Err(ApiError::Conflict(message.into()));
    }
    let lives = channels::list_lives(&mut tx, channel.id).await?;
    tx.commit().await?;
    for live in lives {
        app.lives.remove(LiveId(live));
    }
    app.wake_channel_removals();
    Ok(HttpResponse::NoContent().finish())
}
