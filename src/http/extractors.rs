//! How the framework's own extractors fail: their limits, and their errors as ours.

use actix_web::{
    HttpRequest,
    error::{JsonPayloadError, PathError, QueryPayloadError},
    web::{JsonConfig, PathConfig, PayloadConfig, QueryConfig, ServiceConfig},
};

use crate::{
    config::Http,
    http::{
        body,
        error::{ApiError, Location},
        json,
    },
};

/// Sets up JSON bodies, raw bodies, path and query parameters.
pub fn configure(config: &mut ServiceConfig, http: &Http) {
    let most = http.max_json_body.in_memory();
    config
        .app_data(PayloadConfig::new(most))
        .app_data(
            JsonConfig::default()
                .limit(most)
                .error_handler(|error, _| bad_json(&error).into()),
        )
        .app_data(
            PathConfig::default().error_handler(|error, request| path(&error, request).into()),
        )
        .app_data(QueryConfig::default().error_handler(|error, _| query(&error).into()));
}

fn bad_json(error: &JsonPayloadError) -> ApiError {
    match error {
        JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => {
            body::too_large()
        }
        JsonPayloadError::Payload(error) => body::failed(error),
        JsonPayloadError::ContentType => {
            ApiError::UnsupportedMedia("send the body as application/json".into())
        }
        other => json::refused(other),
    }
}

/// The parameter at fault is the one whose value the error quotes.
fn path(error: &PathError, request: &HttpRequest) -> ApiError {
    let message = error.to_string();
    let params = request.match_info();
    let quoted = params
        .iter()
        .find(|(_, value)| message.contains(&format!("{value:?}")));
    let (name, value) = quoted.or_else(|| params.iter().next()).unwrap_or_default();
    ApiError::invalid(Location::Path, name, message, value)
}

fn query(error: &QueryPayloadError) -> ApiError {
    ApiError::invalid(Location::Query, "query", error, serde_json::Value::Null)
}
