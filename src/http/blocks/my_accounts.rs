//! `/api/v1/users/me/blocklist/accounts`: accounts that a user has muted.

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
    http::{auth::SignedIn, error::ApiError, query::Query, state::App},
};

/// Lists the accounts that the caller has muted, the last first.
#[utoipa::path(
    get, path = "/api/v1/users/me/blocklist/accounts", operation_id = "getMyAccountBlocks", tag = "Account Blocks",
    security(("OAuth2" = [])),
    params(BlockListParams),
    responses(
        (status = 200, description = "A page of the list", body = AccountBlockList),
        (status = 400, description = "A parameter is wrong: see `invalid-params`")
    )
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
    query: Query,
) -> Result<Json<AccountBlockList>, ApiError> {
    accounts::list(&app, &query, &session, Blocker::User(session.user)).await
}

/// Mutes an account for the caller alone.
#[utoipa::path(
    post, path = "/api/v1/users/me/blocklist/accounts", operation_id = "addMyAccountBlock", tag = "Account Blocks",
    security(("OAuth2" = [])),
    request_body = BlockAccount,
    responses(
        (status = 204, description = "Its videos are in none of the caller's lists any more"),
        (status = 400, description = "The name is none: see `invalid-params`"),
        (status = 404, description = "No such account"),
        (status = 409, description = "It is blocked already, or it is the caller's own")
    )
)]
pub async fn post(
    SignedIn(session): SignedIn,
    app: Data<App>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    accounts::add(&app, (request, body), &session, Blocker::User(session.user)).await
}

/// Hears an account again.
#[utoipa::path(
    delete, path = "/api/v1/users/me/blocklist/accounts/{accountName}", operation_id = "delMyAccountBlock", tag = "Account Blocks",
    security(("OAuth2" = [])),
    params(("accountName" = String, Path, description = "`name` or `name@host`")),
    responses(
        (status = 204, description = "Its videos are listed again"),
        (status = 400, description = "The name is none"),
        (status = 404, description = "It is not blocked")
    )
)]
pub async fn delete(
    SignedIn(session): SignedIn,
    app: Data<App>,
    name: Path<String>,
) -> Result<HttpResponse, ApiError> {
    accounts::remove(&app, &name, Blocker::User(session.user)).await
}
