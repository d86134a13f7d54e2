//! `GET /reset-password`: choosing another password with the link of a mail.

use actix_web::{HttpResponse, web::Data};

use super::site;
use crate::{
    http::state::App,
    web::{ResetPasswordPage, respond},
};

/// Answers the page, to anybody: what the link holds is read by the page itself.
#[utoipa::path(
    get, path = "/reset-password", operation_id = "getResetPasswordPage", tag = "Users",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
pub async fn get(app: Data<App>) -> HttpResponse {
    respond(&ResetPasswordPage { site: site(&app) })
}
