//! `GET /api/v1/videos/categories`: the categories that a video can have, with their labels.

use std::collections::BTreeMap;

use actix_web::web::Json;

use crate::domain::catalog::CATEGORIES;

/// Answers labels by number.
#[utoipa::path(
    get, path = "/api/v1/videos/categories", operation_id = "getCategories", tag = "Video",
    responses((status = 200, description = "The label of each category, by number", body = std::collections::HashMap<String, String>))
)]
pub async fn get() -> Json<BTreeMap<i64, &'static str>> {
    let labels = CATEGORIES.iter().copied().collect();
    Json(labels)
}
