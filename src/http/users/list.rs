//! `GET /api/v1/users`: everybody who can sign in here.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    managing,
    shape::{ManagedUser, UserStats},
};
use crate::{
    http::{
        auth::Moderator,
        error::ApiError,
        query::{Query, Sort},
        state::App,
    },
    store::users::{self, UserFilter, UserOrder, UserWindow},
};

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserListResponse {
    /// Users in the whole list.
    total: i64,
    /// Those of this page.
    data: Vec<ManagedUser>,
}

/// The parameters of the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct UserListParams {
    /// With this text in their name or address.
    search: Option<String>,
    /// Blocked ones alone, or the others.
    blocked: Option<bool>,
    /// Users to skip.
    #[param(minimum = 0)]
    start: Option<i64>,
    /// Users at most.
    #[param(minimum = 1, maximum = 100, default = 15)]
    count: Option<i64>,
    /// `id`, `username`, `-createdAt` (the default), `lastLoginDate`, `role`; a minus reverses.
    sort: Option<String>,
}

const ORDERS: [(&str, UserOrder); 5] = [
    ("id", UserOrder::Id),
    ("username", UserOrder::Username),
    ("createdAt", UserOrder::CreatedAt),
    ("lastLoginDate", UserOrder::LastLogin),
    ("role", UserOrder::Role),
];

/// Lists users.
#[utoipa::path(
    get, path = "/api/v1/users", operation_id = "getUsers", tag = "Users",
    security(("OAuth2" = [])),
    params(UserListParams),
    responses(
        (status = 200, description = "A page of the list", body = UserListResponse),
        (status = 400, description = "A parameter is wrong: see `invalid-params`"),
        (status = 403, description = "The caller does not run the instance")
    )
)]
pub async fn get(
    _: Moderator,
    app: Data<App>,
    query: Query,
) -> Result<Json<UserListResponse>, ApiError> {
    let filter = UserFilter {
        search: query.text("search"),
        blocked: query.boolean("blocked"),
    };
    let sort = query.sort(&ORDERS).unwrap_or(Sort {
        by: UserOrder::CreatedAt,
        descending: true,
    });
    let page = query.page();
    query.finish()?;
    let window = UserWindow {
        order: sort.by,
        descending: sort.descending,
        start: page.start,
        count: page.count,
    };
    let mut tx = app.store.read().await?;
    let total = users::count(&mut tx, &filter).await?;
    let rows = users::list(&mut tx, &filter, window).await?;
    let data = managing::show(&mut tx, &app, &rows, UserStats::default()).await?;
    Ok(Json(UserListResponse { total, data }))
}
