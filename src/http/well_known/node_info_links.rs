//! `GET /.well-known/nodeinfo` (nodeinfo.diaspora.software): where the documents about this server are.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::http::{error::ApiError, state::App};

/// The documents about this server.
#[derive(Debug, Serialize, ToSchema)]
pub struct NodeInfoLinks {
    links: Vec<NodeInfoLink>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct NodeInfoLink {
    /// Its schema.
    rel: &'static str,
    /// Its address.
    href: String,
}

/// Answers where the one document is.
#[utoipa::path(
    get, path = "/.well-known/nodeinfo", operation_id = "getNodeInfoLinks", tag = "Well known",
    responses((status = 200, description = "Where the documents about this server are", body = NodeInfoLinks))
)]
pub async fn get(app: Data<App>) -> Result<HttpResponse, ApiError> {
    let base = app.config.webserver.base_url();
    let links = NodeInfoLinks {
        links: vec![NodeInfoLink {
            rel: "http://nodeinfo.diaspora.software/ns/schema/2.0",
            href: format!("{base}/nodeinfo/2.0.json"),
        }],
    };
    json("application/json; charset=utf-8", &links)
}
