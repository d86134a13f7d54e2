//! `GET /api/v1/users/registrations`: who asks to become a user.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::shape::UserRegistration;
use crate::{
    http::{
        auth::Moderator,
        error::ApiError,
        query::{Query, Sort},
        state::App,
    },
    store::registrations::{self, RegistrationOrder, RegistrationWindow},
};

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistrationList {
    /// Registrations in the whole list.
    total: i64,
    /// Those of this page.
    data: Vec<UserRegistration>,
}

/// The parameters of the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct RegistrationListParams {
    /// With this text in a name, the address or the reason.
    search: Option<String>,
    /// Registrations to skip.
    #[param(minimum = 0)]
    start: Option<i64>,
    /// Registrations at most.
    #[param(minimum = 1, maximum = 100, default = 15)]
    count: Option<i64>,
    /// `-createdAt` (the default), `createdAt`, `state`, `-state`.
    sort: Option<String>,
}

const ORDERS: [(&str, RegistrationOrder); 2] = [
    ("createdAt", RegistrationOrder::CreatedAt),
    ("state", RegistrationOrder::State),
];

/// Lists them, decided or not.
#[utoipa::path(
    get, path = "/api/v1/users/registrations", operation_id = "listRegistrations", tag = "Register",
    security(("OAuth2" = [])),
    params(RegistrationListParams),
    responses(
        (status = 200, description = "A page of the list", body = RegistrationList),
        (status = 403, description = "It takes a moderator"),
        (status = 400, description = "A parameter is wrong: see `invalid-params`")
    )
)]
pub async fn get(
    _moderator: Moderator,
    app: Data<App>,
    query: Query,
) -> Result<Json<RegistrationList>, ApiError> {
    let search = query.text("search");
    let sort = query.sort(&ORDERS).unwrap_or(Sort {
        by: RegistrationOrder::CreatedAt,
        descending: true,
    });
    let page = query.page();
    query.finish()?;
    let window = RegistrationWindow {
        search,
        order: sort.by,
        descending: sort.descending,
        start: page.start,
        count: page.count,
    };
    let mut tx = app.store.read().await?;
    let total = registrations::count(&mut tx, &window).await?;
    let rows = registrations::list(&mut tx, &window).await?;
    let data = rows.iter().map(UserRegistration::of).collect();
    Ok(Json(RegistrationList { total, data }))
}
