//! `/api/v1/users/me/blocklist/servers`: servers that a user has muted.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json, Path, Payload},
};

use super::{
    BlockListParams,
    servers::{self, BlockServer, ServerBlockList},
};
use crate::{
    domain::Blocker,
    http::{auth::SignedIn, error::ApiError, query::Query, state::App},
};

/// Lists the servers that the caller has muted, the last first.
#[utoipa::path(
    get, path = "/api/v1/users/me/blocklist/servers", operation_id = "getMyServerBlocks", tag = "Server Blocks",
    security(("OAuth2" = [])),
    params(BlockListParams),
    responses(
        (status = 200, description = "A page of the list", body = ServerBlockList),
        (status = 400, description = "A parameter is wrong: see `invalid-params`")
    )
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
    query: Query,
) -> Result<Json<ServerBlockList>, ApiError> {
    servers::list(&app, &query, &session, Blocker::User(session.user)).await
}

/// Mutes a server for the caller alone.
#[utoipa::path(
    post, path = "/api/v1/users/me/blocklist/servers", operation_id = "addMyServerBlock", tag = "Server Blocks",
    security(("OAuth2" = [])),
    request_body = BlockServer,
    responses(
        (status = 204, description = "Its videos are in none of the caller's lists any more"),
        (status = 400, description = "The name is none: see `invalid-params`"),
        (status = 409, description = "It is blocked already, or it is this one")
    )
)]
pub async fn post(
    SignedIn(session): SignedIn,
    app: Data<App>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    servers::add(&app, (request, body), &session, Blocker::User(session.user)).await
}

/// Hears a server again.
#[utoipa::path(
    delete, path = "/api/v1/users/me/blocklist/servers/{host}", operation_id = "delMyServerBlock", tag = "Server Blocks",
    security(("OAuth2" = [])),
    params(("host" = String, Path, description = "Its host")),
    responses(
        (status = 204, description = "Its videos are listed again"),
        (status = 400, description = "The name is none"),
        (status = 404, description = "It is not blocked")
    )
)]
pub async fn delete(
    SignedIn(session): SignedIn,
    app: Data<App>,
    host: Path<String>,
) -> Result<HttpResponse, ApiError> {
    servers::remove(&app, &host, Blocker::User(session.user)).await
}
