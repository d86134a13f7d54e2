//! `PUT /api/v1/users/me`: changing oneself.

mod body;

use actix_web::{HttpResponse, web::Data};

use self::body::{Secured, UpdateMe};
use crate::{
    crunch::passwords,
    domain::{UserId, password::Password},
    http::{
        auth::SignedIn, code::Code, error::ApiError, json::Object, request_id::Request, state::App,
    },
    store::users,
    usecases::update_me::{self, Change, Confirmed, Outcome},
};

/// Changes what is given. A new password ends all other sessions.
///
/// # Errors
/// 400 when the body is wrong, 401 when `currentPassword` is not the current one, 409 when the
/// address is somebody else's.
#[utoipa::path(
    put, path = "/api/v1/users/me", operation_id = "putUserInfo", tag = "My User",
    security(("OAuth2" = [])),
    request_body = UpdateMe,
    responses(
        (status = 204, description = "Everything given is changed"),
        (status = 400, description = "Something in the body is wrong: see `invalid-params`"),
        (status = 401, description = "Nobody is signed in, or `current_password_is_invalid`"),
        (status = 409, description = "The address is somebody else's"),
    )
)]
pub async fn put(
    SignedIn(session): SignedIn,
    app: Data<App>,
    Request(request_id): Request,
    Object(body): Object<UpdateMe>,
) -> Result<HttpResponse, ApiError> {
    let asked = body.check()?;
    let confirmed = match asked.secured {
        Some(secured) => Some(confirm(&app, session.user, secured).await?),
        None => None,
    };
    let change = Change {
        user: session.user,
        account: session.account,
        session: session.token,
        preferences: asked.preferences,
        display_name: asked.display_name,
        description: asked.description,
        request_id: request_id.as_str().to_owned(),
        confirmed,
    };
    let mut tx = app.store.begin().await?;
    match update_me::run(&mut tx, &change, app.clock.now()).await? {
        Outcome::Done => tx.commit().await?,
        Outcome::EmailTaken => return Err(email_taken()),
        Outcome::PasswordChanged => return Err(wrong_password()),
    }
    app.wake_mail();
    Ok(HttpResponse::NoContent().finish())
}

/// Checks the current password and hashes the new one, before any transaction is open for it.
async fn confirm(app: &App, user: UserId, secured: Secured) -> Result<Confirmed, ApiError> {
    let found = users::find(&mut app.store.read().await?, user).await?;
    let user = found.ok_or(ApiError::NotFound("user"))?;
    let current: &Password = &secured.current;
    if !passwords::verify(&app.crunch, current, Some(&user.password_hash)).await? {
        return Err(wrong_password());
    }
    let password_hash = match &secured.password {
        Some(password) => Some(passwords::hash(&app.crunch, password).await?),
        None => None,
    };
    // The address that one has already is no change, and stays as verified as it was.
    let changed = |email: &crate::domain::Email| email.folded() != user.email.to_lowercase();
    let verified = app.config.signup.requires_email_verification;
    Ok(Confirmed {
        checked_hash: user.password_hash.clone(),
        password_hash,
        email: secured.email.filter(changed),
        email_waits: verified,
    })
}

fn wrong_password() -> ApiError {
    ApiError::coded(
        Code::CurrentPasswordIsInvalid,
        "currentPassword is not the current password",
    )
}

fn email_taken() -> ApiError {
    ApiError::coded(
        Code::AlreadyTaken,
        "a user has this e-mail address: choose another",
    )
}
