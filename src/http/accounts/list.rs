//! `GET /api/v1/accounts`: the accounts of this instance.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::Account;
use crate::{
    http::{
        channels::list::ORDERS,
        error::ApiError,
        query::{Query, Sort},
        state::App,
    },
    store::{
        accounts::{self, AccountWindow},
        actors::ActorOrder,
    },
};

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountList {
    /// Accounts in the whole list.
    total: i64,
    /// Those of this page.
    data: Vec<Account>,
}

/// The parameters of the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct AccountListParams {
    /// Accounts to skip.
    #[param(minimum = 0)]
    start: Option<i64>,
    /// Accounts at most.
    #[param(minimum = 1, maximum = 100, default = 15)]
    count: Option<i64>,
    /// `id`, `name`, `-createdAt` (the default), `updatedAt`; a minus reverses.
    sort: Option<String>,
}

/// Lists accounts.
#[utoipa::path(
    get, path = "/api/v1/accounts", operation_id = "getAccounts", tag = "Accounts",
    params(AccountListParams),
    responses(
        (status = 200, description = "A page of the list", body = AccountList),
        (status = 400, description = "A parameter is wrong: see `invalid-params`")
    )
)]
pub async fn get(app: Data<App>, query: Query) -> Result<Json<AccountList>, ApiError> {
    let sort = query.sort(&ORDERS).unwrap_or(Sort {
        by: ActorOrder::CreatedAt,
        descending: true,
    });
    let page = query.page();
    query.finish()?;
    let window = AccountWindow {
        order: sort.by,
        descending: sort.descending,
        start: page.start,
        count: page.count,
    };
    let mut tx = app.store.read().await?;
    let total = accounts::count(&mut tx).await?;
    let rows = accounts::list(&mut tx, window).await?;
    let own_host = app.config.webserver.host();
    let data = rows.iter().map(|row| Account::of(row, &own_host)).collect();
    Ok(Json(AccountList { total, data }))
}
