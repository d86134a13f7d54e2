//! `PUT /api/v1/video-channels/{channelHandle}`: changes a channel.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};

use super::{
    managing,
    profile::{self, ChannelBody},
};
use crate::{
    http::{
        auth::SignedIn,
        error::ApiError,
        form::{self, Rules},
        state::App,
    },
    usecases::manage_channel,
};

/// Changes what is given.
#[utoipa::path(
    put, path = "/api/v1/video-channels/{channelHandle}", operation_id = "putVideoChannel",
    tag = "Video Channels",
    security(("OAuth2" = [])),
    params(("channelHandle" = String, Path, description = "The name of the channel")),
    request_body = ChannelBody,
    responses(
        (status = 204, description = "Everything given is changed"),
        (status = 400, description = "Something in the body is wrong: see `invalid-params`"),
        (status = 401, description = "Nobody is signed in"),
        (status = 403, description = "It is somebody else's"),
        (status = 404, description = "No such channel")
    )
)]
pub async fn put(
    SignedIn(session): SignedIn,
    app: Data<App>,
    handle: Path<String>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let channel = managing::find(&app, &handle, &session).await?;
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let shown = profile::read(&fields);
    let videos = fields.boolean("bulkVideosSupportUpdate").or(false);
    fields.finish()?;
    let mut tx = app.store.begin().await?;
    manage_channel::update(&mut tx, &channel, &shown, videos, app.clock.now()).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
