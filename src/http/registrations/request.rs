//! `POST /api/v1/users/registrations/request`: asking the moderators to become a user.

use actix_web::{
    HttpRequest,
    web::{Data, Json, Payload},
};

use super::{Liked, admit, body, shape::UserRegistration, taken};
use crate::{
    http::{error::ApiError, request_id::Request, state::App},
    store::registrations,
    usecases::register::{self, Outcome},
};

/// Keeps it for the moderators.
#[utoipa::path(
    post, path = "/api/v1/users/registrations/request", operation_id = "requestRegistration", tag = "Register",
    request_body = body::RegisterUser,
    responses(
        (status = 200, description = "It is kept", body = UserRegistration),
        (status = 400, description = "Something in the body is wrong: see `invalid-params`"),
        (status = 403, description = "Registration is closed, or nobody decides, or `proof_of_work_required`"),
        (status = 409, description = "A name or the address is taken")
    )
)]
pub async fn post(
    app: Data<App>,
    Request(id): Request,
    Liked(language): Liked,
    request: HttpRequest,
    body: Payload,
) -> Result<Json<UserRegistration>, ApiError> {
    let asked = body::read(&request, body, true).await?;
    admit(&app, &request, &asked, true).await?;
    let who = asked.applicant(&app, language).await?;
    let (config, now) = (&app.config, app.clock.now());
    let mut tx = app.store.begin().await?;
    let done = register::ask(&mut tx, &who, &asked.reason, config, id.as_str(), now).await?;
    let registration = match done {
        Outcome::Done(registration) => registration,
        Outcome::Taken(what) => return Err(taken(what)),
    };
    let kept = registrations::find(&mut tx, registration).await?;
    tx.commit().await?;
    app.wake_mail();
    app.wake_notify();
    let kept = kept.ok_or_else(|| ApiError::internal("what was kept is not there"))?;
    Ok(Json(UserRegistration::of(&kept)))
}
