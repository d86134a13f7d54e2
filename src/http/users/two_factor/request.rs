//! `POST /api/v1/users/{id}/two-factor/request`: a secret for one's app.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::CACHE_CONTROL,
    web::{Data, Path, Payload},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::two_factor::OtpSecret,
    http::{
        auth::SignedIn,
        error::ApiError,
        form::{self, Rules},
        state::App,
    },
};

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct CurrentPassword {
    /// The password of the user, who asks for themselves.
    #[schema(format = Password)]
    current_password: Option<String>,
}

/// The secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestTwoFactor {
    /// What is given out.
    otp_request: OtpRequest,
}

/// What is given out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OtpRequest {
    /// To be sent back with a code, within ten minutes.
    request_token: String,
    /// What codes are made of, to be typed into an app.
    secret: String,
    /// The same as an address, to be shown as a picture.
    uri: String,
}

/// Gives a secret out. Two-factor is on once a code of it has come back.
#[utoipa::path(
    post, path = "/api/v1/users/{id}/two-factor/request", operation_id = "requestTwoFactor", tag = "Users",
    security(("OAuth2" = [])),
    params(("id" = i64, Path, description = "The number of the user")),
    request_body = CurrentPassword,
    responses(
        (status = 200, description = "The secret", body = RequestTwoFactor),
        (status = 400, description = "The password is missing, or two-factor is on"),
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
    let user = super::oneself(&app, &session, *id, &fields).await?;
    if user.otp_secret.is_some() {
        return Err(ApiError::BadRequest(
            "two-factor is on: turn it off first".into(),
        ));
    }
    let secret = OtpSecret::random();
    let token = secret.request(&app.sealing, user.id, app.clock.now());
    let token = token.ok_or_else(|| ApiError::internal("a secret could not be sealed"))?;
    let answer = RequestTwoFactor {
        otp_request: OtpRequest {
            request_token: token,
            secret: secret.base32(),
            uri: secret.uri(&user.username, &app.config.instance.name),
        },
    };
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(answer))
}
