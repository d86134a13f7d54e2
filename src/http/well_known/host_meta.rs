//! `GET /.well-known/host-meta` (RFC 6415): where webfinger is, for servers that ask so.

use actix_web::{HttpResponse, web::Data};
use askama::Template;

use super::document;
use crate::http::{error::ApiError, state::App};

/// The document; the template escapes what XML reads.
#[derive(Template)]
#[template(
    source = r#"<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
<Link rel="lrdd" type="application/jrd+json" template="{{ base }}/.well-known/webfinger?resource={uri}"/>
</XRD>
"#,
    ext = "xml"
)]
struct HostMeta {
    base: String,
}

/// Answers the template of webfinger's addresses.
#[utoipa::path(
    get, path = "/.well-known/host-meta", operation_id = "getHostMeta", tag = "Well known",
    responses((status = 200, description = "Where webfinger is", body = String, content_type = "application/xrd+xml"))
)]
pub async fn get(app: Data<App>) -> Result<HttpResponse, ApiError> {
    let meta = HostMeta {
        base: app.config.webserver.base_url(),
    };
    let body = meta.render().map_err(ApiError::internal)?;
    Ok(document("application/xrd+xml; charset=utf-8", body))
}
