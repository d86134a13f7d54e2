//! `/api/v1/server/blocklist/accounts`: accounts that nobody here sees.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json, Path, Payload},
};

use super::{
    BlockListParams,
    accounts::{self, AccountBlockList, BlockAccount},
};
use crate::{
    domain::Blocker,
    http::{auth::Moderator, error::ApiError, query::Query, state::App},
};

/// Lists the accounts that are blocked for everybody, the last first.
#[utoipa::path(
    get, path = "/api/v1/server/blocklist/accounts", operation_id = "getAccountBlocks", tag = "Account Blocks",
    security(("OAuth2" = [])),
    params(BlockListParams),
    responses(
        (status = 200, description = "A page of the list", body = AccountBlockList),
        (status = 403, description = "It takes a moderator"),
        (status = 400, description = "A parameter is wrong: see `invalid-params`")
    )
)]
pub async fn get(
    Moderator(session): Moderator,
    app: Data<App>,
    query: Query,
) -> Result<Json<AccountBlockList>, ApiError> {
    accounts::list(&app, &query, &session, Blocker::Server).await
}

/// Blocks an account for everybody.
#[utoipa::path(
    post, path = "/api/v1/server/blocklist/accounts", operation_id = "addAccountBlock", tag = "Account Blocks",
    security(("OAuth2" = [])),
    request_body = BlockAccount,
    responses(
        (status = 204, description = "Its videos are in nobody's lists any more"),
        (status = 403, description = "It takes a moderator"),
        (status = 400, description = "The name is none: see `invalid-params`"),
        (status = 404, description = "No such account"),
        (status = 409, description = "It is blocked already, or it is the caller's own")
    )
)]
pub async fn post(
    Moderator(session): Moderator,
    app: Data<App>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    accounts::add(&app, (request, body), &session, Blocker::Server).await
}

/// Lets an account back in.
#[utoipa::path(
    delete, path = "/api/v1/server/blocklist/accounts/{accountName}", operation_id = "delAccountBlock", tag = "Account Blocks",
    security(("OAuth2" = [])),
    params(("accountName" = String, Path, description = "`name` or `name@host`")),
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
    name: Path<String>,
) -> Result<HttpResponse, ApiError> {
    accounts::remove(&app, &name, Blocker::Server).await
}
