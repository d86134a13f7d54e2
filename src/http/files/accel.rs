//! Files that a proxy in front sends: it is told where they lie, and has the kernel send them (nginx's X-Accel-Redirect).
//!
//! The right is decided here as for any other request; the proxy judges conditions and ranges by what it knows of the
//! file. docs/nginx.conf is its side.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, RANGE, X_CONTENT_TYPE_OPTIONS},
    },
};

use super::{
    answer::Representation,
    range::{self, Wanted},
};
use crate::{http::state::App, media::Place};

/// The header that names the file.
const X_ACCEL_REDIRECT: &str = "x-accel-redirect";

/// Whether the request comes from a proxy that the settings say sends files itself. Whoever else asked so would get an
/// empty answer.
#[must_use]
pub(super) fn is_wanted(app: &App, request: &HttpRequest) -> bool {
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    app.config.http.accel_redirect && peer.is_some_and(|peer| app.config.trusts_proxy(peer))
}

/// Tells the proxy where the file is; or refuses ranges itself that no proxy is to count out.
#[must_use]
pub(super) fn answer(
    request: &HttpRequest,
    place: Place,
    name: &str,
    file: &Representation,
) -> HttpResponse {
    let size = file.content.size();
    let ranges = request.headers().get(RANGE);
    let ranges = ranges.and_then(|line| line.to_str().ok());
    if ranges.is_some_and(|line| range::wanted(line, size) == Wanted::Unsatisfiable) {
        return HttpResponse::build(StatusCode::RANGE_NOT_SATISFIABLE)
            .insert_header((CONTENT_RANGE, format!("bytes */{size}")))
            .finish();
    }
    HttpResponse::Ok()
        .insert_header((
            X_ACCEL_REDIRECT,
            format!("/internal/{}/{name}", place.word()),
        ))
        .insert_header((CONTENT_TYPE, file.content_type))
        .insert_header((CACHE_CONTROL, file.caching.header()))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .finish()
}
