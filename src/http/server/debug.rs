//! `GET /api/v1/server/debug`: what administrators see of the inside.

use std::collections::BTreeMap;

use actix_web::web::{Data, Json};
use actors_kernel::Tree;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::{auth::Admin, client_address::ClientAddress, error::ApiError, state::App},
    store::{jobs, outbox},
};

/// The inside of the server.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Debug {
    /// The caller's address as the server sees it: a proxy's own, if that is not trusted.
    pub ip: String,
    /// What other servers have yet to hear of.
    pub activity_pub_messages_waiting: i64,
    /// The actors: who lives below whom, in what state, with what queue.
    #[schema(value_type = Object)]
    pub tree: Tree,
    /// Jobs in each state.
    #[schema(value_type = BTreeMap<String, i64>)]
    pub jobs: BTreeMap<&'static str, i64>,
}

/// Shows the inside.
///
/// # Errors
/// When the database is away.
#[utoipa::path(
    get, path = "/api/v1/server/debug", operation_id = "getServerDebug", tag = "Server",
    responses(
        (status = 200, description = "The inside of the server", body = Debug),
        (status = 403, description = "The caller is no administrator")
    ),
    security(("OAuth2" = []))
)]
pub async fn get(
    _: Admin,
    app: Data<App>,
    ClientAddress(address): ClientAddress,
) -> Result<Json<Debug>, ApiError> {
    let mut tx = app.store.read().await?;
    let paused = jobs::is_paused(&mut tx).await?;
    let counts = jobs::count_by_state(&mut tx, paused, app.clock.now()).await?;
    Ok(Json(Debug {
        ip: address.to_string(),
        activity_pub_messages_waiting: outbox::count(&mut tx).await?,
        tree: app.root.tree(),
        jobs: counts
            .into_iter()
            .map(|(state, jobs)| (state.word(), jobs))
            .collect(),
    }))
}
