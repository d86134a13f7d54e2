//! `POST /api/v1/users/registrations/ask-send-verify-email`: once more the mail that confirms the address.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};

use crate::{
    http::{error::ApiError, request_id::Request, state::App, users::mailed},
    jobs::send_mail::MailOrder,
};

/// Sends it, if somebody asks to become a user with this address; the answer is the same in any case.
#[utoipa::path(
    post, path = "/api/v1/users/registrations/ask-send-verify-email",
    operation_id = "resendEmailToVerifyRegistration", tag = "Register",
    request_body = mailed::AskMail,
    responses(
        (status = 204, description = "If there is such a registration, a mail is on its way"),
        (status = 400, description = "It is no address: see `invalid-params`")
    )
)]
pub async fn post(
    app: Data<App>,
    Request(id): Request,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let email = mailed::address(&request, body).await?;
    mailed::order(&app, &MailOrder::VerifyRegistration { email }, id.as_str()).await
}
