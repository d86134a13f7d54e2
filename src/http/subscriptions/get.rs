//! `GET /api/v1/users/me/subscriptions/{subscriptionHandle}`: one channel that the caller follows.

use actix_web::web::{Data, Json, Path};

use crate::{
    http::{auth::SignedIn, channels::VideoChannel, error::ApiError, state::App},
    store::accounts,
    usecases::subscribe::{self, Named},
};

/// Answers it.
#[utoipa::path(
    get, path = "/api/v1/users/me/subscriptions/{subscriptionHandle}", operation_id = "getSubscription",
    tag = "My Subscriptions",
    security(("OAuth2" = [])),
    params(("subscriptionHandle" = String, Path, description = "`name` or `name@host` of the channel")),
    responses(
        (status = 200, description = "The channel", body = VideoChannel),
        (status = 400, description = "The name is none"),
        (status = 404, description = "It is not followed")
    )
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
    handle: Path<String>,
) -> Result<Json<VideoChannel>, ApiError> {
    let mut tx = app.store.read().await?;
    let Named::Known(channel) = super::named(&mut tx, &app, &handle).await? else {
        return Err(ApiError::NotFound("subscription"));
    };
    if !subscribe::is_there(&mut tx, session.account, &channel).await? {
        return Err(ApiError::NotFound("subscription"));
    }
    let owner = accounts::find(&mut tx, channel.account_id).await?;
    let owner = owner.ok_or(ApiError::NotFound("subscription"))?;
    let own_host = app.config.webserver.host();
    Ok(Json(VideoChannel::of(&channel, &owner, &own_host)))
}
