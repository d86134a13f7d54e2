//! What the operations on blocked servers share, a user's own and those of this server.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Json, Payload},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{Blocked, Blocker, Host},
    http::{
        accounts::Account,
        auth::Session,
        error::{ApiError, Location},
        form::{self, Rules},
        query::Query,
        state::App,
        time::Moment,
    },
    store::blocks::{self, BlockedKind},
};

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServerBlockList {
    /// Blocks in the whole list.
    total: i64,
    /// Those of this page.
    data: Vec<ServerBlock>,
}

/// A server that is blocked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ServerBlock {
    /// For whom.
    by_account: Account,
    /// Which.
    blocked_server: BlockedServer,
    /// Since when.
    created_at: Moment,
}

/// The server itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BlockedServer {
    /// Its host.
    host: String,
}

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct BlockServer {
    /// Its host.
    host: String,
}

pub(super) async fn list(
    app: &App,
    query: &Query,
    session: &Session,
    blocker: Blocker,
) -> Result<Json<ServerBlockList>, ApiError> {
    let window = super::window(query, blocker, BlockedKind::Host)?;
    let mut tx = app.store.read().await?;
    let total = blocks::count(&mut tx, blocker, BlockedKind::Host).await?;
    let rows = blocks::list(&mut tx, window).await?;
    let by_account = super::shown(&mut tx, app, blocker, session).await?;
    let shown = rows.into_iter().filter_map(|row| {
        Some(ServerBlock {
            by_account: by_account.clone(),
            blocked_server: BlockedServer { host: row.host? },
            created_at: row.created_at.into(),
        })
    });
    Ok(Json(ServerBlockList {
        total,
        data: shown.collect(),
    }))
}

pub(super) async fn add(
    app: &App,
    (request, body): (HttpRequest, Payload),
    session: &Session,
    blocker: Blocker,
) -> Result<HttpResponse, ApiError> {
    let fields = form::read(&request, body, &Rules::no_files()).await?.fields;
    let host = fields.parsed("host", Host::parse);
    let host = fields.expected("host", host);
    let host = fields.finish_with(host)?;
    super::add(app, session, blocker, &Blocked::Host(host)).await
}

pub(super) async fn remove(
    app: &App,
    host: &str,
    blocker: Blocker,
) -> Result<HttpResponse, ApiError> {
    let host =
        Host::parse(host).map_err(|bad| ApiError::invalid(Location::Path, "host", bad, host))?;
    super::remove(app, blocker, &Blocked::Host(host)).await
}
