//! `GET /api/v1/oauth-clients/local`: the pair that clients name when they sign somebody in.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::{error::ApiError, state::App},
    store::oauth_clients,
};

/// The pair of the one client that everybody uses.
#[derive(Debug, Serialize, ToSchema)]
pub struct OAuthClient {
    /// Its name.
    #[schema(pattern = "^[a-z0-9]{32}$")]
    client_id: String,
    /// What goes with it; no secret, whatever it is called.
    #[schema(pattern = "^[a-zA-Z0-9]{32}$")]
    client_secret: String,
}

/// Answers the pair.
///
/// # Errors
/// 404 when the first start is not through.
#[utoipa::path(
    get, path = "/api/v1/oauth-clients/local", operation_id = "getOAuthClient", tag = "Session",
    responses((status = 200, description = "The pair to sign in with", body = OAuthClient))
)]
pub async fn get(app: Data<App>) -> Result<Json<OAuthClient>, ApiError> {
    let mut tx = app.store.read().await?;
    let client = oauth_clients::find(&mut tx).await?;
    let client = client.ok_or(ApiError::NotFound("OAuth client"))?;
    Ok(Json(OAuthClient {
        client_id: client.client_id,
        client_secret: client.client_secret,
    }))
}
