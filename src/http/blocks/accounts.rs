//! What the operations on blocked accounts share, a user's own and the server's.

use std::collections::HashMap;

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Json, Payload},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{AccountId, Blocked, Blocker, name::Handle},
    http::{
        accounts::{self, Account},
        auth::Session,
        error::ApiError,
        form::{self, Rules},
        query::Query,
        state::App,
        time::Moment,
    },
    store::{
        accounts as account_rows,
        blocks::{self, BlockedKind},
    },
};

/// A page of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountBlockList {
    /// Blocks in the whole list.
    total: i64,
    /// Those of this page.
    data: Vec<AccountBlock>,
}

/// An account that is blocked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountBlock {
    /// For whom.
    by_account: Account,
    /// Who.
    blocked_account: Account,
    /// Since when.
    created_at: Moment,
}

/// The body, for the document.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "names and types for the document")]
pub(crate) struct BlockAccount {
    /// `name` or `name@host`.
    account_name: String,
}

pub(super) async fn list(
    app: &App,
    query: &Query,
    session: &Session,
    blocker: Blocker,
) -> Result<Json<AccountBlockList>, ApiError> {
    let window = super::window(query, blocker, BlockedKind::Account)?;
    let mut tx = app.store.read().await?;
    let total = blocks::count(&mut tx, blocker, BlockedKind::Account).await?;
    let rows = blocks::list(&mut tx, window).await?;
    let ids: Vec<AccountId> = rows.iter().filter_map(|row| row.account()).collect();
    let found = account_rows::list_of(&mut tx, &ids).await?.into_iter();
    let found: HashMap<AccountId, _> = found.map(|account| (account.id, account)).collect();
    let by_account = super::shown(&mut tx, app, blocker, session).await?;
    let own_host = app.config.webserver.host();
    let shown = rows.iter().filter_map(|row| {
        Some(AccountBlock {
            by_account: by_account.clone(),
            blocked_account: Account::of(found.get(&row.account()?)?, &own_host),
            created_at: row.created_at.into(),
        })
    });
    Ok(Json(AccountBlockList {
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
    let name = fields.parsed("accountName", |text| {
        Handle::parse(text).map(|_| text.to_owned())
    });
    let name = fields.required("accountName", name);
    fields.finish()?;
    let account = accounts::get::find(app, &name).await?;
    super::add(app, session, blocker, &Blocked::Account(account.id)).await
}

pub(super) async fn remove(
    app: &App,
    name: &str,
    blocker: Blocker,
) -> Result<HttpResponse, ApiError> {
    let account = accounts::get::find(app, name).await?;
    super::remove(app, blocker, &Blocked::Account(account.id)).await
}
