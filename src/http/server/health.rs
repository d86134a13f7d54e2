//! `GET /health`: whether this process can serve, for load balancers and service managers.

use std::time::Duration;

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;

use crate::{http::state::App, store::jobs};

/// Whoever asks gives up soon; so do we.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// `ok`, `degraded` when videos can be watched and not uploaded, or `unavailable` when the database does not answer.
    pub status: &'static str,
    /// `ok` or `away`.
    pub database: &'static str,
    /// `ok`, or `missing`: then no file can be inspected or transcoded.
    pub media_worker: &'static str,
    /// Whether an administrator paused the queue of jobs; unknown without the database.
    pub jobs_paused: Option<bool>,
    /// Actors that are left down for a while after repeated failures.
    pub actors_parked: u64,
}

/// Says how the server is.
#[utoipa::path(
    get, path = "/health", operation_id = "getHealth", tag = "Server",
    responses(
        (status = 200, description = "It can serve; `status` says whether all of it", body = Health),
        (status = 503, description = "The database does not answer", body = Health),
    )
)]
pub async fn get(app: Data<App>) -> HttpResponse {
    let jobs_paused = ask_database(&app).await;
    let counts = app.root.counts();
    let has_worker = app.transcoding.available().await.is_ok();
    let (status, database) = match jobs_paused {
        Some(_) if has_worker => ("ok", "ok"),
        Some(_) => ("degraded", "ok"),
        None => ("unavailable", "away"),
    };
    let health = Health {
        status,
        database,
        media_worker: if has_worker { "ok" } else { "missing" },
        jobs_paused,
        actors_parked: counts.iter().map(|(_, counts)| counts.parked).sum(),
    };
    match jobs_paused {
        Some(_) => HttpResponse::Ok().json(health),
        None => HttpResponse::ServiceUnavailable().json(health),
    }
}

/// Reads something real, so that an answer means that the schema is there too.
async fn ask_database(app: &App) -> Option<bool> {
    let ask = async {
        let mut tx = app.store.read().await?;
        jobs::is_paused(&mut tx).await
    };
    match timeout(PATIENCE, ask).await {
        Ok(Ok(paused)) => Some(paused),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the database does not answer");
            None
        }
        Err(_) => {
            tracing::warn!("the database does not answer in time");
            None
        }
    }
}
