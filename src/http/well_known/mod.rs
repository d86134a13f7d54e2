//! Documents that crawlers, browsers and other servers look for at fixed addresses.

pub mod change_password;
pub mod host_meta;
pub mod manifest;
pub mod node_info;
pub mod node_info_links;
pub mod robots;
pub mod security;
pub mod sitemap;
pub mod webfinger;

#[cfg(test)]
mod tests;

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
};

/// Answers `body`, which may be kept for five minutes: long enough for a crowd that asks at once,
/// short enough that a change of the configuration is seen.
fn document(content_type: &'static str, body: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .body(body)
}

/// Answers `value` as JSON of its own kind.
fn json(
    content_type: &'static str,
    value: &impl serde::Serialize,
) -> Result<HttpResponse, crate::http::error::ApiError> {
    let body = serde_json::to_string(value).map_err(crate::http::error::ApiError::internal)?;
    Ok(document(content_type, body))
}
