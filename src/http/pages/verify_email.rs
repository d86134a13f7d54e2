//! `GET /verify-account/email`: confirming an address with the link of a mail.

use actix_web::{HttpResponse, web::Data};

use super::site;
use crate::{
    http::state::App,
    web::{VerifyEmailPage, respond},
};

/// Answers the page, to anybody: what the link holds is read by the page itself.
#[utoipa::path(
    get, path = "/verify-account/email", operation_id = "getVerifyEmailPage", tag = "Users",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn get(app: Data<App>) -> HttpResponse {
    respond(&VerifyEmailPage { site: site(&app) })
}
