//! `POST /api/v1/users`: somebody who runs the instance makes a user.

mod body;

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use self::body::AddUser;
use crate::{
    crunch::passwords,
    domain::Role,
    http::{auth::Moderator, code::Code, error::ApiError, json::Object, state::App},
    usecases::create_user::{self, NewUser, Outcome},
};

/// The user that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddUserAnswer {
    /// Them.
    user: AddedUser,
}

/// Their numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedUser {
    /// Of the user.
    id: i64,
    /// Their account.
    account: AddedAccount,
}

/// Its number.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedAccount {
    /// Of the account.
    id: i64,
}

/// Makes a user with an account, a channel and a watch-later playlist.
///
/// # Errors
/// 400 when the body is wrong, 403 when a moderator makes more than a user, 409 when a name or
/// the address is taken.
#[utoipa::path(
    post, path = "/api/v1/users", operation_id = "addUser", tag = "Users",
    security(("OAuth2" = [])),
    request_body = AddUser,
    responses(
        (status = 200, description = "The user", body = AddUserAnswer),
        (status = 400, description = "Something in the body is wrong: see `invalid-params`"),
        (status = 403, description = "The caller may not make such a user"),
        (status = 409, description = "The name, the address or the channel's name is taken"),
    )
)]
pub async fn post(
    Moderator(by): Moderator,
    app: Data<App>,
    Object(body): Object<AddUser>,
) -> Result<Json<AddUserAnswer>, ApiError> {
    let (new, password) = body.check(&app.config.user)?;
    if new.role != Role::User && !by.role.administers() {
        return Err(ApiError::Forbidden(
            "moderators may make users of role 2 only".into(),
        ));
    }
    let new = NewUser {
        password_hash: passwords::hash(&app.crunch, &password).await?,
        ..new
    };
    let mut tx = app.store.begin().await?;
    let outcome = create_user::run(&mut tx, &new, &app.config, app.clock.now()).await?;
    let answer = answer(outcome)?;
    tx.commit().await?;
    Ok(Json(answer))
}

fn answer(outcome: Outcome) -> Result<AddUserAnswer, ApiError> {
    let taken = |what| Err(ApiError::coded(Code::AlreadyTaken, what));
    match outcome {
        Outcome::Created { user, account, .. } => Ok(AddUserAnswer {
            user: AddedUser {
                id: user.get(),
                account: AddedAccount { id: account.get() },
            },
        }),
        Outcome::UserTaken => taken("a user has this name or e-mail address: choose another"),
        Outcome::AccountNameTaken => {
            taken("an account or channel has this username: choose another")
        }
        Outcome::ChannelNameTaken => {
            taken("an account or channel has this channelName: choose another")
        }
    }
}
