//! `POST /api/v1/users/registrations/{registrationId}/verify-email`: confirms the address.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};

use crate::{
    http::{
        error::ApiError,
        form::{self, Rules},
        state::App,
        users::mailed,
    },
    usecases::follow_link::{self, Followed},
};

/// Confirms it with the link of a mail, which is good once.
#[utoipa::path(
    post, path = "/api/v1/users/registrations/{registrationId}/verify-email",
    operation_id = "verifyRegistrationEmail", tag = "Register",
    params(("registrationId" = i64, Path, description = "Its number, from the link")),
    request_body = mailed::VerifyEmail,
    responses(
        (status = 204, description = "The address is confirmed"),
        (status = 400, description = "Something is missing: see `invalid-params`"),
        (status = 403, description = "The link is none of ours, too old, or was used")
    )
)]
pub async fn post(
    app: Data<App>,
    id: Path<i64>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let text = fields.required_text("verificationString");
    fields.finish()?;
    let link = Followed {
        secret: &app.links,
        text: &text,
        now: app.clock.now(),
    };
    let mut tx = app.store.begin().await?;
    mailed::followed(follow_link::verify_registration(&mut tx, *id, link).await?)?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
