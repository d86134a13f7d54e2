//! `GET /manifest.webmanifest` (W3C Web Application Manifest): how the pages are installed as an app.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::{
    http::{error::ApiError, state::App},
    web::assets,
};

/// The application that a browser can install.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebManifest {
    id: &'static str,
    name: String,
    short_name: String,
    description: String,
    start_url: &'static str,
    scope: &'static str,
    display: &'static str,
    icons: Vec<WebManifestIcon>,
}

/// Its picture.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebManifestIcon {
    src: String,
    #[serde(rename = "type")]
    kind: &'static str,
    sizes: &'static str,
}

/// Answers the manifest.
#[utoipa::path(
    get, path = "/manifest.webmanifest", operation_id = "getManifest", tag = "Well known",
    responses((status = 200, description = "The manifest", body = WebManifest, content_type = "application/manifest+json"))
)]
pub async fn get(app: Data<App>) -> Result<HttpResponse, ApiError> {
    let instance = &app.config.instance;
    let manifest = WebManifest {
        id: "/",
        name: instance.name.clone(),
        short_name: instance.name.clone(),
        description: instance.short_description.clone(),
        start_url: "/",
        scope: "/",
        display: "standalone",
        icons: vec![WebManifestIcon {
            src: assets::path("favicon.svg"),
            kind: "image/svg+xml",
            sizes: "any",
        }],
    };
    json("application/manifest+json", &manifest)
}
