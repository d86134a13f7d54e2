//! `/api/v1/server/blocklist/servers`: servers of which nobody here sees anything.

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
    http::{auth::Moderator, error::ApiError, query::Query, state::App},
};

/// Lists the servers that are blocked for everybody, the last first.
#[utoipa::path(
    get, path = "/api/v1/server/blocklist/servers", operation_id = "getServerBlocks", tag = "Server Blocks",
    security(("OAuth2" = [])),
    params(BlockListParams),
    responses(
        (status = 200, description = "A page of the list", body = ServerBlockList),
        (status = 403, description = "It takes a moderator"),
        (status = 400, description = "A parameter is wrong: see `invalid-params`")
    )
)]
pub async fn get(
    Moderator(session): Moderator,
    app: Data<App>,
    query: Query,
) -> Result<Json<ServerBlockList>, ApiError> {
    servers::list(&app, &query, &session, Blocker::Server).await
}

/// Blocks a server for everybody.
#[utoipa::path(
    post, path = "/api/v1/server/blocklist/servers", operation_id = "addServerBlock", tag = "Server Blocks",
    security(("OAuth2" = [])),
    request_body = BlockServer,
    responses(
        (status = 204, description = "Its videos are in nobody's lists any more"),
        (status = 403, description = "It takes a moderator"),
        (status = 400, description = "The name is none: see `invalid-params`"),
        (status = 409, description = "It is blocked already, or it is this one")
    )
)]
pub async fn post(
    Moderator(session): Moderator,
    app: Data<App>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    servers::add(&app, (request, body), &session, Blocker::Server).await
}

/// Lets a server back in.
#[utoipa::path(
    delete, path = "/api/v1/server/blocklist/servers/{host}", operation_id = "delServerBlock", tag = "Server Blocks",
    security(("OAuth2" = [])),
    params(("host" = String, Path, description = "Its host")),
    responses(
        (status = 204, description = "Its videos are listed again"),
        (status = 403, description = "It takes a moderator"),
        (status = 400, description = "The name is none"),
        (status = 404, description = "It is not blocked")
    )
)]
pub async fn delete(
    _moderator: Moderator,
    app: Data<App>,
    host: Path<String>,
) -> Result<HttpResponse, ApiError> {
    servers::remove(&app, &host, Blocker::Server).await
}
