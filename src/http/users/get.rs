//! `GET /api/v1/users/{id}`: one user.

use actix_web::web::{Data, Json, Path};

use super::{
    managing,
    shape::{ManagedUser, UserStats},
};
use crate::{
    domain::UserId,
    http::{auth::Moderator, error::ApiError, query::Query, state::App},
    store::users,
};

/// Shows a user; with `withStats`, also what they did here.
#[utoipa::path(
    get, path = "/api/v1/users/{id}", operation_id = "getUser", tag = "Users",
    security(("OAuth2" = [])),
    params(
        ("id" = i64, Path, description = "The number of the user"),
        ("withStats" = Option<bool>, Query, description = "Whether to count what they did")
    ),
    responses(
        (status = 200, description = "The user", body = ManagedUser),
        (status = 400, description = "The number is none"),
        (status = 403, description = "The caller does not run the instance"),
        (status = 404, description = "No such user")
    )
)]
pub async fn get(
    _: Moderator,
    app: Data<App>,
    id: Path<i64>,
    query: Query,
) -> Result<Json<ManagedUser>, ApiError> {
    let with_stats = query.boolean("withStats").unwrap_or_default();
    query.finish()?;
    let id = UserId::new(*id);
    let mut tx = app.store.read().await?;
    let found = users::find(&mut tx, id).await?;
    let rows: Vec<_> = found
        .into_iter()
        .filter(|user| user.removed_at.is_none())
        .collect();
    let stats = if with_stats {
        UserStats::of(users::videos_count(&mut tx, id).await?)
    } else {
        UserStats::default()
    };
    let shown = managing::show(&mut tx, &app, &rows, stats).await?;
    let user = shown.into_iter().next();
    user.map(Json).ok_or(ApiError::NotFound("user"))
}
