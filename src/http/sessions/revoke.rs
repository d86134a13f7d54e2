//! `POST /api/v1/users/revoke-token`: signing out.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::{auth::SignedIn, error::ApiError, state::App},
    usecases::sign_out,
};

/// That it is done. Clients of the reference read this body, so there is one.
#[derive(Debug, Serialize, ToSchema)]
pub struct Revoked {
    /// Always true.
    success: bool,
}

/// Ends the session that the request came with.
///
/// # Errors
/// 401 when nobody is signed in.
#[utoipa::path(
    post, path = "/api/v1/users/revoke-token", operation_id = "revokeOAuthToken", tag = "Session",
    security(("OAuth2" = [])),
    responses(
        (status = 200, description = "Both tokens of the session are worth nothing now", body = Revoked),
        (status = 401, description = "Nobody is signed in"),
    )
)]
pub async fn post(SignedIn(session): SignedIn, app: Data<App>) -> Result<Json<Revoked>, ApiError> {
    let mut tx = app.store.begin_unshown().await?;
    sign_out::run(&mut tx, &session.token).await?;
    tx.commit().await?;
    app.sessions.forget();
    Ok(Json(Revoked { success: true }))
}
