//! `GET /.well-known/security.txt` (RFC 9116): whom to tell about a weakness.

use std::time::Duration;

use actix_web::{HttpResponse, web::Data};
use chrono::SecondsFormat;

use super::document;
use crate::http::state::App;

/// The standard wants an end, so that nobody writes to an address that nobody reads any more; while
/// the server runs, it moves along.
const VALID: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Answers the administrators' address, the only contact that the configuration knows.
#[utoipa::path(
    get, path = "/.well-known/security.txt", operation_id = "getSecurityText", tag = "Well known",
    responses((status = 200, description = "Whom to tell about a weakness", body = String, content_type = "text/plain"))
)]
pub async fn get(app: Data<App>) -> HttpResponse {
    let contact = &app.config.admin.email;
    let base = app.config.webserver.base_url();
    let expires = (app.clock.now() + VALID).to_rfc3339_opts(SecondsFormat::Secs, true);
    let text = format!(
        "Contact: mailto:{contact}\nExpires: {expires}\nCanonical: {base}/.well-known/security.txt\n"
    );
    document("text/plain; charset=utf-8", text)
}

/// Sends on from the address that the standard had first.
#[utoipa::path(
    get, path = "/security.txt", operation_id = "getLegacySecurityText", tag = "Well known",
    responses((status = 301, description = "It is at /.well-known/security.txt"))
)]
pub async fn redirect() -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header(("Location", "/.well-known/security.txt"))
        .finish()
}
