//! Two-factor: a code of an app beside the password.

pub mod confirm;
pub mod disable;
pub mod request;

use crate::{
    crunch::passwords,
    domain::{
        UserId,
        password::Password,
        user_rights::{self, Act, Target},
    },
    http::{
        auth::Session,
        code::Code,
        error::ApiError,
        form::{Fields, Given},
        state::App,
    },
    store::users::{self, UserRow},
    usecases::first_start::ROOT,
};

/// The user that a path names, for themselves with their password, and for those who run the instance.
async fn confirmed(app: &App, by: &Session, id: i64, fields: &Fields) -> Result<UserRow, ApiError> {
    let password = fields.text("currentPassword");
    let user = user_of(app, by, id).await?;
    if by.user != user.id {
        fields.finish()?;
        return Ok(user);
    }
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

/// The user that a path names, if the caller may change them.
async fn user_of(app: &App, by: &Session, id: i64) -> Result<UserRow, ApiError> {
    let id = UserId::new(id);
    if by.user != id && !by.role.moderates() {
        return Err(ApiError::Forbidden(
            "this is for the user themselves".into(),
        ));
    }
    let user = users::find(&mut app.store.read().await?, id).await?;
    let user = user.filter(|user| user.removed_at.is_none());
    let user = user.ok_or(ApiError::NotFound("user"))?;
    let target = Target {
        role: user.role,
        is_root: user.username == ROOT,
    };
    if by.user != id {
        user_rights::check(by.role, Act::Change, target)
            .map_err(|why| ApiError::Forbidden(why.to_string().into()))?;
    }
    Ok(user)
}
