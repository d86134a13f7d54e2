//! `GET /.well-known/change-password` (W3C): where password managers send people.

use actix_web::HttpResponse;

/// Sends on to the settings of one's account, where the reference has them too.
#[utoipa::path(
    get, path = "/.well-known/change-password", operation_id = "getChangePassword", tag = "Well known",
    responses((status = 302, description = "The page where people change their password"))
)]
pub async fn get() -> HttpResponse {
    HttpResponse::Found()
        .insert_header(("Location", "/my-account/settings"))
        .finish()
}
