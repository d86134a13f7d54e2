//! `POST /api/v1/users/{id}/block` and `…/unblock`: keeping a user out.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::managing;
use crate::{
    domain::{UserId, text::check_length},
    http::{
        auth::{Moderator, Session},
        error::ApiError,
        form::{self, Rules},
        request_id::Request,
        state::App,
    },
    usecases::manage_user,
};

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct BlockUser {
    /// Why.
    #[schema(min_length = 3, max_length = 250)]
    reason: Option<String>,
}

/// Blocks a user: their sessions end at once.
#[utoipa::path(
    post, path = "/api/v1/users/{id}/block", operation_id = "blockUser", tag = "Users",
    security(("OAuth2" = [])),
    params(("id" = i64, Path, description = "The number of the user")),
    request_body = BlockUser,
    responses(
        (status = 204, description = "They are out"),
        (status = 400, description = "The reason is too short or too long, or it is root"),
        (status = 403, description = "The caller may not block this user"),
        (status = 404, description = "No such user")
    )
)]
pub async fn block(
    Moderator(by): Moderator,
    app: Data<App>,
    id: Path<i64>,
    Request(request_id): Request,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let reason = fields.parsed("reason", |text| {
        check_length(text, 3, 250).map(|()| text.to_owned())
    });
    fields.finish()?;
    set(
        &app,
        &by,
        *id,
        Some(reason.value().as_deref()),
        request_id.as_str(),
    )
    .await
}

/// Lets a user in again.
#[utoipa::path(
    post, path = "/api/v1/users/{id}/unblock", operation_id = "unblockUser", tag = "Users",
    security(("OAuth2" = [])),
    params(("id" = i64, Path, description = "The number of the user")),
    responses(
        (status = 204, description = "They may sign in again"),
        (status = 400, description = "The number is none, or it is root"),
        (status = 403, description = "The caller may not do this for this user"),
        (status = 404, description = "No such user")
    )
)]
pub async fn unblock(
    Moderator(by): Moderator,
    app: Data<App>,
    id: Path<i64>,
    Request(request_id): Request,
) -> Result<HttpResponse, ApiError> {
    set(&app, &by, *id, None, request_id.as_str()).await
}

async fn set(
    app: &App,
    by: &Session,
    id: i64,
    blocked: Option<Option<&str>>,
    request_id: &str,
) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin().await?;
    let (id, now) = (UserId::new(id), app.clock.now());
    managing::done(manage_user::block(&mut tx, by.caller(), id, blocked, request_id, now).await?)?;
    tx.commit().await?;
    app.wake_mail();
    Ok(HttpResponse::NoContent().finish())
}
