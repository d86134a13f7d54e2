//! `GET /api/v1/videos/languages`: the languages that a video can have, with their English names.

use std::collections::BTreeMap;

use actix_web::web::Json;

use crate::domain::catalog;

/// Answers names by code.
#[utoipa::path(
    get, path = "/api/v1/videos/languages", operation_id = "getLanguages", tag = "Video",
    responses((status = 200, description = "The English name of each language, by code", body = std::collections::HashMap<String, String>))
)]
pub async fn get() -> Json<BTreeMap<&'static str, &'static str>> {
    Json(catalog::languages())
}
