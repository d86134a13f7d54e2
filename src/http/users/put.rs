//! `PUT /api/v1/users/{id}`: those who run the instance change a user.

mod body;

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};

use self::body::UpdateUser;
use super::managing;
use crate::{
    crunch::passwords,
    domain::UserId,
    http::{auth::Moderator, error::ApiError, json::Object, state::App},
    usecases::manage_user,
};

/// Changes what is given. Another role or password ends the user's sessions.
#[utoipa::path(
    put, path = "/api/v1/users/{id}", operation_id = "putUser", tag = "Users",
    security(("OAuth2" = [])),
    params(("id" = i64, Path, description = "The number of the user")),
    request_body = UpdateUser,
    responses(
        (status = 204, description = "Everything given is changed"),
        (status = 400, description = "Something in the body is wrong, or root would lose their role"),
        (status = 403, description = "The caller may not change this user so"),
        (status = 404, description = "No such user"),
        (status = 409, description = "The address is another user's")
    )
)]
pub async fn put(
    Moderator(by): Moderator,
    app: Data<App>,
    id: Path<i64>,
    Object(body): Object<UpdateUser>,
) -> Result<HttpResponse, ApiError> {
    let (mut change, password) = body.check()?;
    if let Some(password) = password {
        change.password_hash = Some(passwords::hash(&app.crunch, &password).await?);
    }
    let mut tx = app.store.begin().await?;
    let (id, now) = (UserId::new(*id), app.clock.now());
    managing::done(manage_user::change(&mut tx, by.caller(), id, &change, now).await?)?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
