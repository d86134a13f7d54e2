//! `DELETE /api/v1/users/me/subscriptions/{subscriptionHandle}`: follows a channel no longer.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use crate::{
    http::{auth::SignedIn, error::ApiError, state::App},
    usecases::subscribe,
};

/// Ends it.
#[utoipa::path(
    delete, path = "/api/v1/users/me/subscriptions/{subscriptionHandle}", operation_id = "deleteSubscription",
    tag = "My Subscriptions",
    security(("OAuth2" = [])),
    params(("subscriptionHandle" = String, Path, description = "`name` or `name@host` of the channel")),
    responses(
        (status = 204, description = "It is followed no longer"),
        (status = 400, description = "The name is none"),
        (status = 404, description = "It was not followed")
    )
)]
pub async fn delete(
    SignedIn(session): SignedIn,
    app: Data<App>,
    handle: Path<String>,
) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin().await?;
    let channel = super::named(&mut tx, &app, &handle).await?;
    if !subscribe::remove(&mut tx, session.account, &channel).await? {
        return Err(ApiError::NotFound("subscription"));
    }
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
