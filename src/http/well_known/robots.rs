//! `GET /robots.txt` (RFC 9309): crawlers may see everything, and where the list is.

use actix_web::{HttpResponse, web::Data};

use super::document;
use crate::http::state::App;

/// Answers the rules for crawlers.
#[utoipa::path(
    get, path = "/robots.txt", operation_id = "getRobots", tag = "Well known",
    responses((status = 200, description = "The rules for crawlers", body = String, content_type = "text/plain"))
)]
pub async fn get(app: Data<App>) -> HttpResponse {
    let base = app.config.webserver.base_url();
    let rules = format!("User-agent: *\nDisallow:\n\nSitemap: {base}/sitemap.xml\n");
    document("text/plain; charset=utf-8", rules)
}
