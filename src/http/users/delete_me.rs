//! `DELETE /api/v1/users/me`: somebody leaves.

use actix_web::{HttpResponse, web::Data};

use super::managing;
use crate::{
    http::{auth::SignedIn, error::ApiError, state::App},
    store::users,
    usecases::manage_user,
};

/// Removes the caller: they are out at once, and what is theirs goes soon after.
#[utoipa::path(
    delete, path = "/api/v1/users/me", operation_id = "delMe", tag = "My User",
    security(("OAuth2" = [])),
    responses(
        (status = 204, description = "They are out"),
        (status = 400, description = "Root stays"),
        (status = 401, description = "Nobody is signed in")
    )
)]
pub async fn delete(SignedIn(session): SignedIn, app: Data<App>) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin().await?;
    let (id, now) = (session.user, app.clock.now());
    managing::done(manage_user::remove_oneself(&mut tx, id, now).await?)?;
    let lives = users::list_lives(&mut tx, id).await?;
    tx.commit().await?;
    managing::end(&app, lives);
    Ok(HttpResponse::NoContent().finish())
}
