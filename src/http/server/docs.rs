//! `GET /api/docs`: the OpenAPI document, for people. Its assets are in the binary.

use actix_web::{HttpResponse, web::Path};
use utoipa_swagger_ui::Config;

use crate::http::error::ApiError;

const DOCUMENT: &str = "/api/v1/openapi.json";

/// Sends people to the page, whose assets have relative names.
pub async fn redirect() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header(("Location", "/api/docs/"))
        .finish()
}

/// Answers the page or one of its assets.
///
/// # Errors
/// When there is no such asset, or the vendored bundle cannot be read.
pub async fn get(asset: Path<String>) -> Result<HttpResponse, ApiError> {
    let config = std::sync::Arc::new(Config::from(DOCUMENT));
    let file = utoipa_swagger_ui::serve(&asset, config)
        .map_err(|error| ApiError::internal(error.to_string()))?;
    let file = file.ok_or(ApiError::RouteNotFound)?;
    Ok(HttpResponse::Ok()
        .content_type(file.content_type)
        .body(file.bytes.into_owned()))
}
