//! `GET /api/v1/ping`: whether the server answers at all.

/// Answers `pong`.
#[utoipa::path(
    get, path = "/api/v1/ping", operation_id = "ping", tag = "Server",
    responses((status = 200, description = "The server answers", body = String, content_type = "text/plain"))
)]
pub async fn get() -> &'static str {
    "pong"
}
