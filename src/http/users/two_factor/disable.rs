//! `POST /api/v1/users/{id}/two-factor/disable`: turns two-factor off.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};

use crate::{
    domain::UserId,
    http::{
        auth::SignedIn,
        error::ApiError,
        form::{self, Rules},
        state::App,
    },
    usecases::two_factor::{self, Outcome},
};

/// Turns it off: for oneself with the password, and for others by those who run the instance.
#[utoipa::path(
    post, path = "/api/v1/users/{id}/two-factor/disable", operation_id = "disableTwoFactor", tag = "Users",
    security(("OAuth2" = [])),
    params(("id" = i64, Path, description = "The number of the user")),
    request_body = super::request::CurrentPassword,
    responses(
        (status = 204, description = "It is off"),
        (status = 400, description = "The password is missing, or two-factor is off already"),
        (status = 403, description = "`current_password_is_invalid`, or it is somebody else"),
        (status = 404, description = "No such user")
    )
)]
pub async fn post(
    SignedIn(session): SignedIn,
    app: Data<App>,
    id: Path<i64>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let user = if session.user == UserId::new(*id) {
        super::oneself(&app, &session, *id, &fields).await?
    } else {
        super::somebody(&app, &session, *id).await?
    };
    let mut tx = app.store.begin().await?;
    if two_factor::turn_off(&mut tx, &user, app.clock.now()).await? != Outcome::Done {
        return Err(ApiError::BadRequest("two-factor is off already".into()));
    }
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
