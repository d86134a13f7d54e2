//! `GET /api/v1/videos/privacies`: who a video can be shown to, with their labels.

use std::collections::BTreeMap;

use actix_web::web::Json;

use crate::domain::Privacy;

/// Answers labels by number.
#[utoipa::path(
    get, path = "/api/v1/videos/privacies", operation_id = "getVideoPrivacyPolicies", tag = "Video",
    responses((status = 200, description = "The label of each privacy, by number", body = std::collections::HashMap<String, String>))
)]
pub async fn get() -> Json<BTreeMap<i64, &'static str>> {
    let labels = Privacy::ALL
        .iter()
        .map(|privacy| (privacy.number(), privacy.label()))
        .collect();
    Json(labels)
}
