//! `POST /api/v1/users/registrations/{registrationId}/accept` and `…/reject`: moderators decide.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::taken;
use crate::{
    domain::text::check_length,
    http::{
        auth::Moderator,
        error::ApiError,
        form::{self, Rules},
        request_id::Request,
        state::App,
    },
    store::registrations,
    usecases::register::{self, Decided, Decision},
};

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct AcceptOrReject {
    /// What is said to who asked.
    #[schema(min_length = 2, max_length = 3000)]
    moderation_response: String,
    /// Whether who asked is not told by mail.
    prevent_email_delivery: Option<bool>,
}

/// Makes who asked a user.
#[utoipa::path(
    post, path = "/api/v1/users/registrations/{registrationId}/accept", operation_id = "acceptRegistration",
    tag = "Register",
    security(("OAuth2" = [])),
    params(("registrationId" = i64, Path, description = "Its number")),
    request_body = AcceptOrReject,
    responses(
        (status = 204, description = "They are a user"),
        (status = 403, description = "It takes a moderator"),
        (status = 400, description = "Something in the body is wrong: see `invalid-params`"),
        (status = 404, description = "No such registration"),
        (status = 409, description = "It was decided before, or the name has become somebody else's")
    )
)]
pub async fn accept(
    _moderator: Moderator,
    app: Data<App>,
    Request(request_id): Request,
    id: Path<i64>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let decision = read(&request, body).await?;
    let (config, now) = (&app.config, app.clock.now());
    let mut tx = app.store.begin().await?;
    let asked = registrations::find(&mut tx, *id).await?;
    let asked = asked.ok_or(ApiError::NotFound("registration"))?;
    let request_id = request_id.as_str();
    let decided = register::accept(&mut tx, &asked, &decision, config, request_id, now);
    answer(decided.await?)?;
    tx.commit().await?;
    app.wake_mail();
    Ok(HttpResponse::NoContent().finish())
}

/// Leaves who asked outside.
#[utoipa::path(
    post, path = "/api/v1/users/registrations/{registrationId}/reject", operation_id = "rejectRegistration",
    tag = "Register",
    security(("OAuth2" = [])),
    params(("registrationId" = i64, Path, description = "Its number")),
    request_body = AcceptOrReject,
    responses(
        (status = 204, description = "They are none"),
        (status = 403, description = "It takes a moderator"),
        (status = 400, description = "Something in the body is wrong: see `invalid-params`"),
        (status = 404, description = "No such registration"),
        (status = 409, description = "It was decided before")
    )
)]
pub async fn reject(
    _moderator: Moderator,
    app: Data<App>,
    Request(request_id): Request,
    id: Path<i64>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let decision = read(&request, body).await?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let asked = registrations::find(&mut tx, *id).await?;
    let asked = asked.ok_or(ApiError::NotFound("registration"))?;
    let decided = register::reject(&mut tx, &asked, &decision, request_id.as_str(), now);
    answer(decided.await?)?;
    tx.commit().await?;
    app.wake_mail();
    Ok(HttpResponse::NoContent().finish())
}

async fn read(request: &HttpRequest, body: Payload) -> Result<Decision, ApiError> {
    let fields = form::read(request, body, &Rules::no_files()).await?.fields;
    let response = fields.parsed("moderationResponse", |text| {
        check_length(text, 2, 3000).map(|()| text.to_owned())
    });
    let response = fields.required("moderationResponse", response);
    let prevent = fields.boolean("preventEmailDelivery").or(false);
    fields.finish()?;
    Ok(Decision {
        response,
        tells: !prevent,
    })
}

fn answer(decided: Decided) -> Result<(), ApiError> {
    match decided {
        Decided::Done => Ok(()),
        Decided::Already => Err(ApiError::Conflict("this was decided before".into())),
        Decided::Taken(what) => Err(taken(what)),
    }
}
