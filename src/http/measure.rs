//! Counts each answered request in the metrics, and writes the one log line that tells its end.

use std::time::Instant;

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};

use crate::http::state::App;

/// What paths that no route matches are counted as: callers could make up names without end.
const UNMATCHED: &str = "unmatched";

/// Measures from here to the head of the answer.
pub async fn measure<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let began = Instant::now();
    let kept = request.request().method().clone();
    let response = next.call(request).await?;
    let took = began.elapsed();
    let status = response.status().as_u16();
    let request = response.request();
    if let Some(app) = request.app_data::<web::Data<App>>() {
        let pattern = request.match_pattern();
        let route = pattern.as_deref().unwrap_or(UNMATCHED);
        app.metrics.request(kept.as_str(), route, status, took);
    }
    tracing::info!(status, ms = took.as_secs_f64() * 1000.0, "answered");
    Ok(response)
}
