//! `GET /api/v1/users/me`: oneself.

use actix_web::web::{Data, Json};

use super::shape::User;
use crate::{
    http::{auth::SignedIn, error::ApiError, notifications::settings, state::App},
    store::{accounts, channels, notification_settings, users, video_playlists},
};

/// Answers who is asking. An object, as clients expect, though the reference document says a list.
///
/// # Errors
/// 401 when nobody is signed in.
#[utoipa::path(
    get, path = "/api/v1/users/me", operation_id = "getUserInfo", tag = "My User",
    security(("OAuth2" = [])),
    responses(
        (status = 200, description = "Oneself", body = User),
        (status = 401, description = "Nobody is signed in"),
    )
)]
pub async fn get(SignedIn(session): SignedIn, app: Data<App>) -> Result<Json<User>, ApiError> {
    let mut tx = app.store.read().await?;
    let user = users::find(&mut tx, session.user).await?;
    let account = accounts::find(&mut tx, session.account).await?;
    let (Some(user), Some(account)) = (user, account) else {
        return Err(ApiError::NotFound("user"));
    };
    let channels = channels::list_of_account(&mut tx, account.id).await?;
    let watch_later = video_playlists::find_watch_later(&mut tx, account.id).await?;
    let chosen = notification_settings::of_user(&mut tx, user.id).await?;
    let own_host = app.config.webserver.host();
    let shown = User::of(&user, &account, &channels, watch_later, &own_host);
    Ok(Json(shown.with_settings(settings::shown(&chosen))))
}
