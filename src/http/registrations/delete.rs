//! `DELETE /api/v1/users/registrations/{registrationId}`: forgets a registration.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use crate::{
    http::{auth::Moderator, error::ApiError, state::App},
    store::registrations,
};

/// Forgets it; who has become a user by it stays one.
#[utoipa::path(
    delete, path = "/api/v1/users/registrations/{registrationId}", operation_id = "deleteRegistration",
    tag = "Register",
    security(("OAuth2" = [])),
    params(("registrationId" = i64, Path, description = "Its number")),
    responses(
        (status = 204, description = "It is forgotten"),
        (status = 403, description = "It takes a moderator"),
        (status = 404, description = "No such registration")
    )
)]
pub async fn delete(
    _moderator: Moderator,
    app: Data<App>,
    id: Path<i64>,
) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin().await?;
    if !registrations::remove(&mut tx, *id).await? {
        return Err(ApiError::NotFound("registration"));
    }
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
