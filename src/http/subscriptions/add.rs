//! `POST /api/v1/users/me/subscriptions`: follows a channel.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    domain::name::Handle,
    http::{
        auth::SignedIn,
        error::ApiError,
        form::{self, Rules},
        request_id::Request,
        state::App,
    },
    usecases::subscribe,
};

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct AddSubscription {
    /// `name` or `name@host` of the channel.
    uri: String,
}

/// Follows a channel: one of ours at once, one of another server once that has agreed.
#[utoipa::path(
    post, path = "/api/v1/users/me/subscriptions", operation_id = "addSubscription", tag = "My Subscriptions",
    security(("OAuth2" = [])),
    request_body = AddSubscription,
    responses(
        (status = 204, description = "It is followed, or asked for"),
        (status = 400, description = "The name is none: see `invalid-params`"),
        (status = 404, description = "No such channel here")
    )
)]
pub async fn post(
    SignedIn(session): SignedIn,
    app: Data<App>,
    Request(request_id): Request,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let handle = fields.expected("uri", fields.parsed("uri", Handle::parse));
    let handle = fields.finish_with(handle)?;
    let own_host = app.config.webserver.host();
    let mut tx = app.store.begin().await?;
    let channel = subscribe::look_up(&mut tx, &handle, &own_host).await?;
    let now = app.clock.now();
    if !subscribe::add(&mut tx, session.account, &channel, request_id.as_str(), now).await? {
        return Err(ApiError::NotFound("channel"));
    }
    tx.commit().await?;
    app.wake_notify();
    Ok(HttpResponse::NoContent().finish())
}
