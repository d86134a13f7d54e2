//! `GET /api/v1/users/me/notifications`: what the caller was told.

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::shape::Notification;
use crate::{
    domain::notification::NotificationType,
    http::{
        auth::SignedIn,
        error::ApiError,
        query::{Query, Sort},
        state::App,
    },
    store::notifications::{self, NotificationWindow},
};

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationListResponse {
    /// Notifications in the whole list.
    total: i64,
    /// Those of this page.
    data: Vec<Notification>,
}

/// The parameters of the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names and types for the document")]
#[expect(non_snake_case, reason = "the contract's own names")]
pub struct NotificationListParams {
    /// Those alone that were not read (`true`), or were (`false`).
    unread: Option<bool>,
    /// Of these kinds alone.
    typeOneOf: Option<Vec<i64>>,
    /// Notifications to skip.
    #[param(minimum = 0)]
    start: Option<i64>,
    /// Notifications at most.
    #[param(minimum = 1, maximum = 100, default = 15)]
    count: Option<i64>,
    /// `-createdAt` (the default) or `createdAt`.
    sort: Option<String>,
}

/// Lists it, the last first.
#[utoipa::path(
    get, path = "/api/v1/users/me/notifications", operation_id = "listMyNotifications", tag = "My Notifications",
    security(("OAuth2" = [])),
    params(NotificationListParams),
    responses(
        (status = 200, description = "A page of the list", body = NotificationListResponse),
        (status = 400, description = "A parameter is wrong: see `invalid-params`")
    )
)]
pub async fn get(
    SignedIn(session): SignedIn,
    app: Data<App>,
    query: Query,
) -> Result<Json<NotificationListResponse>, ApiError> {
    let unread = query.boolean("unread");
    let kinds = query.parsed_list("typeOneOf", |text| {
        let number: Option<i64> = text.parse().ok();
        let kind = number.and_then(|number| NotificationType::try_from(number).ok());
        kind.ok_or("should be a number from 1 to 22")
    });
    let sort = query.sort(&[("createdAt", ())]);
    let page = query.page();
    query.finish()?;
    let window = NotificationWindow {
        user: session.user,
        read: unread.map(|unread| !unread),
        kinds,
        descending: sort.is_none_or(|Sort { descending, .. }| descending),
        start: page.start,
        count: page.count,
    };
    let own_host = app.config.webserver.host();
    let mut tx = app.store.read().await?;
    let total = notifications::count(&mut tx, &window).await?;
    let rows = notifications::list(&mut tx, &window).await?.into_iter();
    let data = rows.map(|row| Notification::of(row, &own_host)).collect();
    Ok(Json(NotificationListResponse { total, data }))
}
