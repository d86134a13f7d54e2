//! `GET /api/v1/jobs/{state}`: jobs in one state.

use actix_web::web::{Data, Json, Path, Query};

use super::{Job, JobsQuery, page};
use crate::{
    domain::ShownState,
    http::{
        auth::Admin,
        error::{ApiError, Location},
        page::List,
        state::App,
    },
};

/// Lists jobs in one state.
///
/// # Errors
/// When there is no such state, or the query is not right.
#[utoipa::path(
    get, path = "/api/v1/jobs/{state}", operation_id = "getJobs", tag = "Job",
    params(
        ("state" = String, Path, description = "active, completed, failed, waiting, delayed, paused or waiting-children"),
        JobsQuery,
    ),
    responses(
        (status = 200, description = "A page of jobs", body = List<Job>),
        (status = 403, description = "The caller is no administrator")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    _: Admin,
    app: Data<App>,
    state: Path<String>,
    query: Query<JobsQuery>,
) -> Result<Json<List<Job>>, ApiError> {
    let state = parse_state(&state)?;
    Ok(Json(page(&app, Some(state), &query).await?))
}

fn parse_state(word: &str) -> Result<ShownState, ApiError> {
    word.parse().map_err(|_| {
        let known: Vec<&str> = ShownState::ALL.iter().map(|state| state.word()).collect();
        let message = format!("should be one of {}", known.join(", "));
        ApiError::invalid(Location::Path, "state", message, word)
    })
}
