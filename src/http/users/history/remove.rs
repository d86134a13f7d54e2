//! `POST /api/v1/users/me/history/videos/remove`: forgets what the caller has watched.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    http::{
        auth::SignedIn,
        error::ApiError,
        form::{self, Rules},
        state::App,
    },
    store::user_video_history,
};

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "names and types for the document; values are read by name"
)]
pub struct ClearHistory {
    /// Only what was last watched before; without it all.
    #[schema(format = DateTime)]
    before_date: Option<String>,
}

/// Forgets it.
#[utoipa::path(
    post, path = "/api/v1/users/me/history/videos/remove", operation_id = "clearMyVideosHistory", tag = "My History",
    request_body(content = ClearHistory, content_type = "multipart/form-data"),
    responses(
        (status = 204, description = "It is forgotten"),
        (status = 400, description = "The date is none")
    ),
    security(("OAuth2" = []))
)]
pub async fn post(
    app: Data<App>,
    request: HttpRequest,
    SignedIn(session): SignedIn,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let form = form::read(&request, body, &Rules::no_files()).await?;
    let before = form.fields.date("beforeDate").value();
    form.fields.finish()?;
    app.history.settle(session.user).await?;
    let mut tx = app.store.begin_unshown().await?;
    user_video_history::remove_of(&mut tx, session.user, before).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
