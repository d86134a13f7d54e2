//! Two-factor: a code of an app beside the password.

pub mod confirm;
pub mod disable;
pub mod request;

use crate::{
    crunch::passwords,
    domain::{UserId, password::Password, user_rights::Act},
    http::{
        auth::Session,
        code::Code,
        error::ApiError,
        form::{Fields, Given},
        state::App,
    },
    store::users::{self, UserRow},
    usecases::manage_user,
};

/// The caller, whom the path must name, with their password.
async fn oneself(app: &App, by: &Session, id: i64, fields: &Fields) -> Result<UserRow, ApiError> {
    let password = fields.text("currentPassword");
    let user = caller(app, by, id).await?;
    let password = match password {
        Given::Value(text) => Password::to_compare(text),
        Given::Absent | Given::Null => {
            fields.problem("currentPassword", "is required");
            Password::to_compare(String::new())
        }
    };
    fields.finish()?;
    if passwords::verify(&app.crunch, &password, Some(&user.password_hash)).await? {
        Ok(user)
    } else {
        Err(ApiError::coded(
            Code::PasswordNotConfirmed,
            "currentPassword is not the current password",
        ))
    }
}

/// The caller, whom the path must name: nobody puts another's sign-in into an app of their own.
async fn caller(app: &App, by: &Session, id: i64) -> Result<UserRow, ApiError> {
    if by.user != UserId::new(id) {
        return Err(not_theirs());
    }
    let user = users::find(&mut app.store.read().await?, by.user).await?;
    user.ok_or(ApiError::NotFound("user"))
}

/// Somebody else, whom the caller may change because they run the instance.
async fn somebody(app: &App, by: &Session, id: i64) -> Result<UserRow, ApiError> {
    if !by.role.moderates() {
        return Err(not_theirs());
    }
    let user = users::find(&mut app.store.read().await?, UserId::new(id)).await?;
    let user = user.filter(|user| user.removed_at.is_none());
    let user = user.ok_or(ApiError::NotFound("user"))?;
    manage_user::check(by.caller(), Act::Change, &user)
        .map_err(|why| ApiError::Forbidden(why.to_string().into()))?;
    Ok(user)
}

fn not_theirs() -> ApiError {
    ApiError::Forbidden("this is for the user themselves".into())
}
