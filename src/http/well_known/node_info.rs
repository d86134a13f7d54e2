//! `GET /nodeinfo/2.0.json` (nodeinfo.diaspora.software): what this server is, for statistics of
//! the federation.

use std::time::Duration;

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use super::json;
use crate::{
    config::Instance,
    domain::registration,
    http::{error::ApiError, state::App},
    store::instance,
};

const CONTENT_TYPE: &str =
    r#"application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.0#""#;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const MONTH: u32 = 30;
const HALF_YEAR: u32 = 180;

/// What this server is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeInfo {
    version: &'static str,
    software: NodeInfoSoftware,
    /// What it speaks with others; the schema wants at least one, spoken or not.
    protocols: [&'static str; 1],
    services: NodeInfoServices,
    open_registrations: bool,
    usage: NodeInfoUsage,
    metadata: NodeInfoMetadata,
}

/// The program, by its own name and version.
#[derive(Debug, Serialize, ToSchema)]
pub struct NodeInfoSoftware {
    name: &'static str,
    version: &'static str,
}

/// Other networks that it brings things from or to.
#[derive(Debug, Serialize, ToSchema)]
pub struct NodeInfoServices {
    inbound: Vec<&'static str>,
    outbound: Vec<&'static str>,
}

/// How much it is used.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeInfoUsage {
    users: NodeInfoUsers,
    /// Public videos of this instance.
    local_posts: i64,
}

/// Those who can sign in here.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeInfoUsers {
    total: i64,
    /// Signed in during the last 30 days.
    active_month: i64,
    /// Signed in during the last 180 days.
    #[serde(rename = "activeHalfyear")]
    active_half_year: i64,
}

/// What statistics show beside the numbers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeInfoMetadata {
    node_name: String,
    node_description: String,
    taxonomy: NodeInfoTaxonomy,
}

/// What a post is called here.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeInfoTaxonomy {
    posts_name: &'static str,
}

async fn usage(app: &App) -> Result<NodeInfoUsage, ApiError> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    Ok(NodeInfoUsage {
        users: NodeInfoUsers {
            total: instance::count_users(&mut tx).await?,
            active_month: instance::count_active_users(&mut tx, now - DAY * MONTH).await?,
            active_half_year: instance::count_active_users(&mut tx, now - DAY * HALF_YEAR).await?,
        },
        local_posts: instance::count_public_videos(&mut tx).await?,
    })
}

fn metadata(instance: &Instance) -> NodeInfoMetadata {
    NodeInfoMetadata {
        node_name: instance.name.clone(),
        node_description: instance.short_description.clone(),
        taxonomy: NodeInfoTaxonomy {
            posts_name: "Videos",
        },
    }
}

/// Answers what this server is.
#[utoipa::path(
    get, path = "/nodeinfo/2.0.json", operation_id = "getNodeInfo", tag = "Well known",
    responses((status = 200, description = "What this server is", body = NodeInfo))
)]
pub async fn get(app: Data<App>) -> Result<HttpResponse, ApiError> {
    let usage = usage(&app).await?;
    let signup = &app.config.signup;
    let limit = signup.limit.bound();
    let document = NodeInfo {
        version: "2.0",
        software: NodeInfoSoftware {
            name: "tributary",
            version: env!("CARGO_PKG_VERSION"),
        },
        protocols: ["activitypub"],
        services: NodeInfoServices {
            inbound: Vec::new(),
            outbound: Vec::new(),
        },
        open_registrations: registration::is_open(signup.enabled, limit, usage.users.total),
        usage,
        metadata: metadata(&app.config.instance),
    };
    json(CONTENT_TYPE, &document)
}
