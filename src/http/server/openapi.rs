//! `GET /api/v1/openapi.json`: what this server answers to, for machines.

use actix_web::web::Json;

use crate::http::openapi;

/// Answers the OpenAPI document.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", operation_id = "getOpenApi", tag = "Server",
    responses((status = 200, description = "The OpenAPI 3.1 document of this server", body = Object))
)]
pub async fn get() -> Json<&'static utoipa::openapi::OpenApi> {
    Json(openapi::document())
}
