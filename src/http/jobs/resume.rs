//! `POST /api/v1/jobs/resume`: the queue goes on.

use actix_web::{HttpResponse, web::Data};

use crate::{
    http::{auth::Admin, error::ApiError, state::App},
    usecases::resume_jobs,
};

/// Resumes the queue.
///
/// # Errors
/// When the database is away.
#[utoipa::path(
    post, path = "/api/v1/jobs/resume", operation_id = "resumeJobs", tag = "Job",
    responses(
        (status = 204, description = "The queue goes on"),
        (status = 403, description = "The caller is no administrator")
    ),
    security(("OAuth2" = []))
)]
pub async fn post(_: Admin, app: Data<App>) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin_unshown().await?;
    resume_jobs::run(&mut tx).await?;
    tx.commit().await?;
    app.transcoding.wake();
    Ok(HttpResponse::NoContent().finish())
}
