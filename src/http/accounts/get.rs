//! `GET /api/v1/accounts/{name}`: one account.

use actix_web::web::{Data, Json, Path};

use super::Account;
use crate::{
    domain::name::Handle,
    http::{
        error::{ApiError, Location},
        state::App,
    },
    store::accounts::{self, AccountRow},
};

/// Answers an account that is known here; others are not fetched.
///
/// # Errors
/// 400 when the name is no handle, 404 when there is no such account.
#[utoipa::path(
    get, path = "/api/v1/accounts/{name}", operation_id = "getAccount", tag = "Accounts",
    params(("name" = String, Path, description = "The name of the account, or its handle name@host")),
    responses(
        (status = 200, description = "The account", body = Account),
        (status = 404, description = "There is none"),
    )
)]
pub async fn get(app: Data<App>, name: Path<String>) -> Result<Json<Account>, ApiError> {
    let account = find(&app, &name).await?;
    Ok(Json(Account::of(&account, &app.config.webserver.host())))
}

/// The account that a path names.
pub(in crate::http) async fn find(app: &App, name: &str) -> Result<AccountRow, ApiError> {
    let handle =
        Handle::parse(name).map_err(|bad| ApiError::invalid(Location::Path, "name", bad, name))?;
    let own_host = app.config.webserver.host();
    let mut tx = app.store.read().await?;
    let found =
        accounts::find_by_name(&mut tx, &handle.name, handle.remote_host(&own_host)).await?;
    found.ok_or(ApiError::NotFound("account"))
}
