//! `GET /api/v1/blocklist/status`: whether accounts and servers are blocked.

use std::collections::BTreeMap;

use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    domain::{Blocked, Blocker, Host, UserId, name::Handle},
    http::{auth::Viewer, error::ApiError, query::Query, state::App},
    store::{Read, StoreError, accounts, blocks},
};

/// What is known of each, by its name as it was given.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlockStatus {
    /// Accounts.
    accounts: BTreeMap<String, Blocking>,
    /// Servers.
    hosts: BTreeMap<String, Blocking>,
}

/// For whom it is blocked.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Blocking {
    /// For everybody.
    blocked_by_server: bool,
    /// For the caller.
    blocked_by_user: bool,
}

/// The parameters of the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct BlockStatusParams {
    /// `name` or `name@host`, several of them.
    accounts: Option<Vec<String>>,
    /// Hosts.
    hosts: Option<Vec<String>>,
}

/// Answers it for accounts and servers; what is not known here is not blocked.
#[utoipa::path(
    get, path = "/api/v1/blocklist/status", operation_id = "getBlocklistStatus", tag = "Account Blocks",
    params(BlockStatusParams),
    responses(
        (status = 200, description = "What is blocked", body = BlockStatus),
        (status = 400, description = "A name is none: see `invalid-params`")
    )
)]
pub async fn get(
    app: Data<App>,
    query: Query,
    viewer: Viewer,
) -> Result<Json<BlockStatus>, ApiError> {
    let names = query.parsed_list("accounts", |text| {
        Handle::parse(text).map(|handle| (text.to_owned(), handle))
    });
    let wanted = query.parsed_list("hosts", |text| {
        Host::parse(text).map(|host| (text.to_owned(), host))
    });
    query.finish()?;
    let user = viewer.0.map(|session| session.user);
    let own_host = app.config.webserver.host();
    let mut status = BlockStatus {
        accounts: BTreeMap::new(),
        hosts: BTreeMap::new(),
    };
    let mut tx = app.store.read().await?;
    for (name, handle) in names {
        let host = handle.remote_host(&own_host);
        let blocking = match accounts::find_by_name(&mut tx, &handle.name, host).await? {
            Some(account) => of(&mut tx, user, &Blocked::Account(account.id)).await?,
            None => Blocking::default(),
        };
        status.accounts.insert(name, blocking);
    }
    for (name, host) in wanted {
        let blocking = of(&mut tx, user, &Blocked::Host(host)).await?;
        status.hosts.insert(name, blocking);
    }
    Ok(Json(status))
}

async fn of(
    tx: &mut impl Read,
    user: Option<UserId>,
    blocked: &Blocked,
) -> Result<Blocking, StoreError> {
    Ok(Blocking {
        blocked_by_server: blocks::is_blocked(tx, Blocker::Server, blocked).await?,
        blocked_by_user: match user {
            Some(user) => blocks::is_blocked(tx, Blocker::User(user), blocked).await?,
            None => false,
        },
    })
}
