//! `POST /api/v1/users/me/notifications/read` and `…/read-all`.

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
    store::notifications,
};

/// Notifications that can be read at once.
const MOST: usize = 1000;

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct ReadNotifications {
    /// Their numbers.
    #[schema(max_items = 1000)]
    ids: Vec<i64>,
}

/// Notes that the caller has read some; what is not theirs stays as it is.
#[utoipa::path(
    post, path = "/api/v1/users/me/notifications/read", operation_id = "readMyNotifications",
    tag = "My Notifications",
    security(("OAuth2" = [])),
    request_body = ReadNotifications,
    responses(
        (status = 204, description = "They are read"),
        (status = 400, description = "The numbers are none: see `invalid-params`")
    )
)]
pub async fn some(
    SignedIn(session): SignedIn,
    app: Data<App>,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, ApiError> {
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let ids = fields.integers("ids", 0..=i64::MAX);
    let ids = fields.required("ids", ids);
    if ids.len() > MOST {
        fields.problem("ids", format!("should be at most {MOST}"));
    }
    fields.finish()?;
    let mut tx = app.store.begin_unshown().await?;
    notifications::read(&mut tx, session.user, &ids, app.clock.now()).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Notes that the caller has read all.
#[utoipa::path(
    post, path = "/api/v1/users/me/notifications/read-all", operation_id = "readAllMyNotifications",
    tag = "My Notifications",
    security(("OAuth2" = [])),
    responses((status = 204, description = "They are read"))
)]
pub async fn all(SignedIn(session): SignedIn, app: Data<App>) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin_unshown().await?;
    notifications::read_all(&mut tx, session.user, app.clock.now()).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
