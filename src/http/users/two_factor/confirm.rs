//! `POST /api/v1/users/{id}/two-factor/confirm-request`: turns two-factor on.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    http::{
        auth::SignedIn,
        error::ApiError,
        form::{self, Rules},
        state::App,
    },
    usecases::two_factor::{self, Outcome},
};

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct ConfirmTwoFactor {
    /// What came with the secret.
    request_token: String,
    /// A code that the app makes of the secret.
    otp_token: String,
}

/// Turns it on, with a code of the secret that was given out.
#[utoipa::path(
    post, path = "/api/v1/users/{id}/two-factor/confirm-request", operation_id = "confirmTwoFactorRequest",
    tag = "Users",
    security(("OAuth2" = [])),
    params(("id" = i64, Path, description = "The number of the user")),
    request_body = ConfirmTwoFactor,
    responses(
        (status = 204, description = "It is on"),
        (status = 400, description = "Something is missing, or two-factor is on already"),
        (status = 403, description = "The code is wrong, the secret too old, or it is somebody else"),
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
    let token = fields.required_text("requestToken");
    let code = fields.required_text("otpToken");
    fields.finish()?;
    let user = super::caller(&app, &session, *id).await?;
    let mut tx = app.store.begin().await?;
    let (key, now) = (&app.sealing, app.clock.now());
    match two_factor::turn_on(&mut tx, key, user.id, (&token, &code), now).await? {
        Outcome::Done => tx.commit().await?,
        Outcome::Already | Outcome::Off => {
            return Err(ApiError::BadRequest("two-factor is on already".into()));
        }
        Outcome::BadRequest => {
            return Err(ApiError::Forbidden(
                "requestToken is not this user's, or too old: ask for another secret".into(),
            ));
        }
        Outcome::BadCode => {
            return Err(ApiError::Forbidden(
                "otpToken is not the code of this moment: type the one that the app shows".into(),
            ));
        }
    }
    Ok(HttpResponse::NoContent().finish())
}
