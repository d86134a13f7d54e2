//! `GET /api/v1/videos/licences`: the licences that a video can have, with their labels.

use std::collections::BTreeMap;

use actix_web::web::Json;

use crate::domain::catalog::LICENCES;

/// Answers labels by number.
#[utoipa::path(
    get, path = "/api/v1/videos/licences", operation_id = "getLicences", tag = "Video",
    responses((status = 200, description = "The label of each licence, by number", body = std::collections::HashMap<String, String>))
)]
pub async fn get() -> Json<BTreeMap<i64, &'static str>> {
    let labels = LICENCES.iter().copied().collect();
    Json(labels)
}
