//! `DELETE /api/v1/videos/upload-resumable`: the client wants no video of it after all.

use std::time::Duration;

use actix_web::{HttpResponse, web::Data};
use actors_kernel::RequestContext;
use actors_uploads::UploadId;

use super::{finish, put::upload_id, session};
use crate::http::{auth::SignedIn, error::ApiError, query::Query, request_id::Request, state::App};

/// How long it waits for a part that is under way.
const PATIENCE: Duration = Duration::from_secs(20);

/// Forgets the session and its bytes.
#[utoipa::path(
    delete, path = "/api/v1/videos/upload-resumable", operation_id = "uploadResumableCancel", tag = "Video Upload",
    params(
        ("upload_id" = String, Query, description = "The session, from Location of its init"),
        ("Content-Length" = u64, Header, description = "0")
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "The session of another user"),
        (status = 404, description = "Unknown or expired")
    ),
    security(("OAuth2" = []))
)]
pub async fn delete(
    app: Data<App>,
    query: Query,
    signed_in: SignedIn,
    Request(request): Request,
) -> Result<HttpResponse, ApiError> {
    let id = upload_id(&query)?;
    session::find(&app, &id, &signed_in.0).await?;
    let context = RequestContext::within(request, PATIENCE);
    app.uploads
        .cancel(&UploadId::from(id.as_str()), &context)
        .await?;
    finish::forget_bytes(&app, &id).await;
    Ok(HttpResponse::NoContent().finish())
}
