//! `GET /api/v1/jobs`: jobs in all states.

use actix_web::web::{Data, Json, Query};

use super::{Job, JobsQuery, page};
use crate::http::{auth::Admin, error::ApiError, page::List, state::App};

/// Lists jobs in all states.
///
/// # Errors
/// When the query is not right.
#[utoipa::path(
    get, path = "/api/v1/jobs", operation_id = "getAllJobs", tag = "Job",
    params(JobsQuery),
    responses(
        (status = 200, description = "A page of jobs", body = List<Job>),
        (status = 403, description = "The caller is no administrator")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    _: Admin,
    app: Data<App>,
    query: Query<JobsQuery>,
) -> Result<Json<List<Job>>, ApiError> {
    Ok(Json(page(&app, None, &query).await?))
}
