//! `DELETE /api/v1/users/{id}`: those who run the instance remove a user.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use super::managing;
use crate::{
    domain::UserId,
    http::{auth::Moderator, error::ApiError, state::App},
    store::users,
    usecases::manage_user,
};

/// Removes a user: they are out at once, and what is theirs goes soon after.
#[utoipa::path(
    delete, path = "/api/v1/users/{id}", operation_id = "delUser", tag = "Users",
    security(("OAuth2" = [])),
    params(("id" = i64, Path, description = "The number of the user")),
    responses(
        (status = 204, description = "They are out"),
        (status = 400, description = "Root stays"),
        (status = 403, description = "The caller may not remove this user"),
        (status = 404, description = "No such user")
    )
)]
pub async fn delete(
    Moderator(by): Moderator,
    app: Data<App>,
    id: Path<i64>,
) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin().await?;
    let (id, now) = (UserId::new(*id), app.clock.now());
    managing::done(manage_user::remove(&mut tx, by.caller(), id, now).await?)?;
    let lives = users::list_lives(&mut tx, id).await?;
    tx.commit().await?;
    managing::end(&app, lives);
    Ok(HttpResponse::NoContent().finish())
}
