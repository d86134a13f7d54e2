//! `POST /api/v1/users/me/avatar/pick` and `DELETE /api/v1/users/me/avatar`.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json, Payload},
};

use super::{AvatarFile, Avatars};
use crate::{
    domain::actor_picture::ActorPictureKind,
    http::{
        auth::{Session, SignedIn},
        error::ApiError,
        image::ActorImage,
        request_id::Request,
        state::App,
    },
    store::accounts::{self, AccountRow},
    usecases::set_actor_picture::Whose,
};

/// Gives the caller's account a picture.
#[utoipa::path(
    post, path = "/api/v1/users/me/avatar/pick", operation_id = "pickMyAvatar", tag = "My User",
    security(("OAuth2" = [])),
    request_body(content = AvatarFile, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The picture in its sizes", body = Avatars),
        (status = 400, description = "It is no picture: see `invalid-params`"),
        (status = 413, description = "It is too large: X-File-Maximum-Size says what is not"),
        (status = 415, description = "The body is no form")
    )
)]
pub async fn pick(
    SignedIn(session): SignedIn,
    app: Data<App>,
    Request(request_id): Request,
    request: HttpRequest,
    body: Payload,
) -> Result<Json<Avatars>, ApiError> {
    let account = own(&app, &session).await?;
    let kind = ActorPictureKind::Avatar;
    let picture = super::pick(&app, (&request, body), request_id, whose(&account), kind).await?;
    let avatars = ActorImage::of(Some(&picture), kind);
    Ok(Json(Avatars { avatars }))
}

/// Takes it away.
#[utoipa::path(
    delete, path = "/api/v1/users/me/avatar", operation_id = "deleteMyAvatar", tag = "My User",
    security(("OAuth2" = [])),
    responses((status = 204, description = "There is none"))
)]
pub async fn delete(SignedIn(session): SignedIn, app: Data<App>) -> Result<HttpResponse, ApiError> {
    let account = own(&app, &session).await?;
    super::take_away(&app, whose(&account), ActorPictureKind::Avatar).await
}

async fn own(app: &App, session: &Session) -> Result<AccountRow, ApiError> {
    let account = accounts::find(&mut app.store.read().await?, session.account).await?;
    account.ok_or(ApiError::NotFound("account"))
}

fn whose(account: &AccountRow) -> Whose<'_> {
    Whose {
        actor: account.actor_id,
        teller: account.id.into(),
        url: &account.url,
    }
}
