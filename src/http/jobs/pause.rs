//! `POST /api/v1/jobs/pause`: nothing more is begun until the queue is resumed.

use actix_web::{HttpResponse, web::Data};

use crate::{
    http::{auth::Admin, error::ApiError, state::App},
    usecases::pause_jobs,
};

/// Pauses the queue.
///
/// # Errors
/// When the database is away.
#[utoipa::path(
    post, path = "/api/v1/jobs/pause", operation_id = "pauseJobs", tag = "Job",
    responses(
        (status = 204, description = "The queue is paused; what runs goes on"),
        (status = 403, description = "The caller is no administrator")
    ),
    security(("OAuth2" = []))
)]
pub async fn post(_: Admin, app: Data<App>) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin_unshown().await?;
    pause_jobs::run(&mut tx).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
