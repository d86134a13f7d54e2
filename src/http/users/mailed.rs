//! Links that are sent by mail: asked for, whoever has the address, and followed.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    crunch::passwords,
    domain::{Email, UserId, password::Password},
    http::{
        code::Code,
        error::ApiError,
        form::{self, Rules},
        mail_language::Liked,
        request_id::Request,
        state::App,
    },
    jobs::send_mail::{self, MailOrder},
    store::users,
    usecases::follow_link::{self, Followed, Outcome},
};

/// The body of what asks for a mail, for the document.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct AskMail {
    /// The address of the account.
    email: String,
}

/// The body of what follows a link to another password, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct ResetPassword {
    /// The new one.
    #[schema(format = Password, min_length = 6, max_length = 255)]
    password: String,
    /// What stands in the link.
    verification_string: String,
}

/// The body of what follows a link that confirms an address, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct VerifyEmail {
    /// What stands in the link.
    verification_string: String,
    /// Whether it is the address that the user wants to have instead of the present one.
    is_pending_email: Option<bool>,
}

/// Sends a link to another password, if there is an account of this address; the answer is the same in any case.
#[utoipa::path(
    post, path = "/api/v1/users/ask-reset-password", operation_id = "askResetPassword", tag = "Users",
    request_body = AskMail,
    responses(
        (status = 204, description = "If there is such an account, a mail is on its way"),
        (status = 400, description = "It is no address: see `invalid-params`")
    )
)]
pub async fn ask_reset_password(
    app: Data<App>,
    Request(id): Request,
    Liked(language): Liked,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let email = address(&request, body).await?;
    let language = language.unwrap_or_default();
    order(
        &app,
        &MailOrder::ResetPassword { email, language },
        id.as_str(),
    )
    .await
}

/// Sends a link that confirms the address, if there is an account of it that needs one; the answer is the same in any
/// case.
#[utoipa::path(
    post, path = "/api/v1/users/ask-send-verify-email", operation_id = "resendEmailToVerifyUser", tag = "Users",
    request_body = AskMail,
    responses(
        (status = 204, description = "If there is such an account, a mail is on its way"),
        (status = 400, description = "It is no address: see `invalid-params`")
    )
)]
pub async fn ask_verify_email(
    app: Data<App>,
    Request(id): Request,
    Liked(language): Liked,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let email = address(&request, body).await?;
    let language = language.unwrap_or_default();
    order(
        &app,
        &MailOrder::VerifyEmail { email, language },
        id.as_str(),
    )
    .await
}

/// Chooses another password with the link of a mail, which is good once. It ends all sessions.
#[utoipa::path(
    post, path = "/api/v1/users/{id}/reset-password", operation_id = "resetPassword", tag = "Users",
    params(("id" = i64, Path, description = "The number of the user, from the link")),
    request_body = ResetPassword,
    responses(
        (status = 204, description = "The password is another"),
        (status = 400, description = "The password is too short or too long: see `invalid-params`"),
        (status = 403, description = "The link is none of ours, too old, or was used")
    )
)]
pub async fn reset_password(
    app: Data<App>,
    id: Path<i64>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let password = fields.required_text("password");
    let password = Password::new(password);
    if let Err(problem) = &password {
        fields.problem("password", problem);
    }
    let text = fields.required_text("verificationString");
    fields.finish()?;
    let password = password.map_err(|_| bad_link())?;
    let now = app.clock.now();
    let link = Followed {
        secret: &app.links,
        text: &text,
        now,
    };
    let user = users::find(&mut app.store.read().await?, UserId::new(*id)).await?;
    let user = user.filter(|user| follow_link::may_reset(user, link));
    let user = user.ok_or_else(bad_link)?;
    let hash = passwords::hash(&app.crunch, &password).await?;
    let mut tx = app.store.begin().await?;
    followed(follow_link::reset(&mut tx, &user, &hash, now).await?)?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Confirms an address with the link of a mail.
#[utoipa::path(
    post, path = "/api/v1/users/{id}/verify-email", operation_id = "verifyUser", tag = "Users",
    params(("id" = i64, Path, description = "The number of the user, from the link")),
    request_body = VerifyEmail,
    responses(
        (status = 204, description = "The address is confirmed"),
        (status = 400, description = "Something is missing: see `invalid-params`"),
        (status = 403, description = "The link is none of ours, too old, or was used"),
        (status = 409, description = "The address has become somebody else's")
    )
)]
pub async fn verify_email(
    app: Data<App>,
    id: Path<i64>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let text = fields.required_text("verificationString");
    let is_new = fields.boolean("isPendingEmail").or(false);
    fields.finish()?;
    let link = Followed {
        secret: &app.links,
        text: &text,
        now: app.clock.now(),
    };
    let user = UserId::new(*id);
    let mut tx = app.store.begin().await?;
    followed(if is_new {
        follow_link::verify_new_email(&mut tx, user, link).await?
    } else {
        follow_link::verify_email(&mut tx, user, link).await?
    })?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The address in a body that asks for a mail.
pub(in crate::http) async fn address(
    request: &HttpRequest,
    body: Payload,
) -> Result<String, ApiError> {
    let fields = form::read(request, body, &Rules::no_files()).await?.fields;
    let email = fields.expected("email", fields.parsed("email", Email::parse));
    let email = fields.finish_with(email)?;
    Ok(email.as_str().to_owned())
}

/// Puts the mail into the queue. Who has the address is looked up when it is sent: the time of this answer tells nothing.
pub(in crate::http) async fn order(
    app: &App,
    order: &MailOrder,
    request_id: &str,
) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin_unshown().await?;
    send_mail::order(&mut tx, order, request_id, app.clock.now()).await?;
    tx.commit().await?;
    app.wake_mail();
    Ok(HttpResponse::NoContent().finish())
}

/// What the caller is told.
pub(in crate::http) fn followed(outcome: Outcome) -> Result<(), ApiError> {
    match outcome {
        Outcome::Done => Ok(()),
        Outcome::BadLink => Err(bad_link()),
        Outcome::EmailTaken => Err(ApiError::coded(
            Code::AlreadyTaken,
            "the address has become somebody else's: choose another",
        )),
    }
}

fn bad_link() -> ApiError {
    ApiError::Forbidden(
        "this link is not from this server, too old, or was used: ask for another".into(),
    )
}
