//! Whatever no route answers: a page for people, a problem document for programs.

use actix_web::{HttpRequest, HttpResponse, http::header::ACCEPT, web::Data};

use super::site;
use crate::{
    http::{error::ApiError, state::App},
    web::{FailurePage, respond},
};

/// Addresses that only programs call, whatever they accept.
const FOR_PROGRAMS: &[&str] = &[
    "/api/",
    "/static/",
    "/lazy-static/",
    "/client/",
    "/.well-known/",
];

/// Answers 404.
///
/// # Errors
/// With `route_not_found`, for whoever does not ask for a page.
pub async fn get(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let accept = request.headers().get(ACCEPT);
    let wants_page = accept.is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let path = request.path();
    if wants_page && !FOR_PROGRAMS.iter().any(|start| path.starts_with(start)) {
        return Ok(respond(&FailurePage::not_found(site(&app))));
    }
    Err(ApiError::RouteNotFound)
}
