//! `POST /api/v1/users/register`: becoming a user at once.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};

use super::{Liked, admit, body, taken};
use crate::{
    http::{error::ApiError, request_id::Request, state::App},
    usecases::register::{self, Outcome},
};

/// Makes whoever asks a user, where that is open.
#[utoipa::path(
    post, path = "/api/v1/users/register", operation_id = "registerUser", tag = "Register",
    request_body = body::RegisterUser,
    responses(
        (status = 204, description = "They are a user; where the address must be confirmed first, a mail is on its way"),
        (status = 400, description = "Something in the body is wrong: see `invalid-params`"),
        (status = 403, description = "Registration is closed, or decided by moderators, or `proof_of_work_required`"),
        (status = 409, description = "A name or the address is taken")
    )
)]
pub async fn post(
    app: Data<App>,
    Request(id): Request,
    Liked(language): Liked,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let asked = body::read(&request, body, false).await?;
    admit(&app, &request, &asked, false).await?;
    let applicant = asked.applicant(&app, language).await?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let done = register::at_once(&mut tx, &applicant, &app.config, id.as_str(), now).await?;
    if let Outcome::Taken(what) = done {
        return Err(taken(what));
    }
    tx.commit().await?;
    app.wake_mail();
    app.wake_notify();
    Ok(HttpResponse::NoContent().finish())
}
