//! `GET /videos/watch/{id}`: the older address of the watch page, which is also the video's name in the federation.

use actix_web::{HttpResponse, http::header::LOCATION, web::Path};

/// Sends people to the page.
pub async fn get(id: Path<String>) -> HttpResponse {
    let safe = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let target = if safe {
        format!("/w/{id}")
    } else {
        "/".to_owned()
    };
    HttpResponse::PermanentRedirect()
        .insert_header((LOCATION, target))
        .finish()
}
