//! `GET` and `POST /api/v1/users/scoped-tokens`: what opens one's own feeds for programs that cannot sign in.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    domain::{UserId, random},
    http::{
        auth::{Session, SignedIn},
        error::ApiError,
        state::App,
    },
    store::{feed_tokens, users},
};

/// The tokens.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScopedTokens {
    /// For feeds.
    feed_token: String,
}

/// Answers the caller's, made at the first time.
#[utoipa::path(
    get, path = "/api/v1/users/scoped-tokens", operation_id = "getScopedTokens", tag = "Users",
    security(("OAuth2" = [])),
    responses((status = 200, description = "The tokens", body = ScopedTokens))
)]
pub async fn get(SignedIn(session): SignedIn, app: Data<App>) -> Result<HttpResponse, ApiError> {
    let known = feed_tokens::find(&mut app.store.read().await?, session.user).await?;
    match known {
        Some(token) => Ok(answer(token)),
        None => renewed(&app, &session, true).await,
    }
}

/// Makes another: the one before opens nothing any more.
#[utoipa::path(
    post, path = "/api/v1/users/scoped-tokens", operation_id = "renewScopedTokens", tag = "Users",
    security(("OAuth2" = [])),
    responses((status = 200, description = "The new tokens", body = ScopedTokens))
)]
pub async fn post(SignedIn(session): SignedIn, app: Data<App>) -> Result<HttpResponse, ApiError> {
    renewed(&app, &session, false).await
}

/// Makes one, unless another request has just made the first.
async fn renewed(app: &App, session: &Session, is_first: bool) -> Result<HttpResponse, ApiError> {
    let user: UserId = session.user;
    let mut tx = app.store.begin_unshown().await?;
    users::lock(&mut tx, user).await?;
    if is_first && let Some(token) = feed_tokens::find(&mut tx, user).await? {
        return Ok(answer(token));
    }
    let token = random::token();
    feed_tokens::set(&mut tx, user, &token).await?;
    tx.commit().await?;
    Ok(answer(token))
}

fn answer(feed_token: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(ScopedTokens { feed_token })
}
