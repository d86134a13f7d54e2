//! Accounts and servers that are kept out of lists: a user's own mutes, and the blocks of the whole server.

mod accounts;
pub mod my_accounts;
pub mod my_servers;
pub mod server_accounts;
pub mod server_servers;
mod servers;
pub mod status;

use actix_web::HttpResponse;
use utoipa::IntoParams;

use crate::{
    domain::{Blocked, Blocker},
    http::{
        accounts::Account,
        auth::Session,
        error::ApiError,
        query::{Query, Sort},
        state::App,
    },
    store::{
        Read, accounts as account_rows,
        blocks::{self, BlockWindow, BlockedKind},
    },
    usecases::{
        block::{self, By, Outcome},
        first_start::ROOT,
    },
};

/// The parameters of the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names and types for the document")]
pub struct BlockListParams {
    /// Blocks to skip.
    #[param(minimum = 0)]
    start: Option<i64>,
    /// Blocks at most.
    #[param(minimum = 1, maximum = 100, default = 15)]
    count: Option<i64>,
    /// `-createdAt` (the default) or `createdAt`.
    sort: Option<String>,
}

fn window(query: &Query, blocker: Blocker, kind: BlockedKind) -> Result<BlockWindow, ApiError> {
    let sort = query.sort(&[("createdAt", ())]);
    let page = query.page();
    query.finish()?;
    Ok(BlockWindow {
        blocker,
        kind,
        descending: sort.is_none_or(|Sort { descending, .. }| descending),
        start: page.start,
        count: page.count,
    })
}

/// Who blocks, as it is shown: the user, or root for the server, which has no account of its own.
async fn shown(
    tx: &mut impl Read,
    app: &App,
    blocker: Blocker,
    session: &Session,
) -> Result<Account, ApiError> {
    let account = match blocker {
        Blocker::Server => account_rows::find_by_name(tx, ROOT, None).await?,
        Blocker::User(_) => account_rows::find(tx, session.account).await?,
    };
    let account = account.ok_or_else(|| ApiError::internal("who blocks has no account"))?;
    Ok(Account::of(&account, &app.config.webserver.host()))
}

async fn add(
    app: &App,
    session: &Session,
    blocker: Blocker,
    blocked: &Blocked,
) -> Result<HttpResponse, ApiError> {
    let by = By {
        blocker,
        account: session.account,
        own_host: &app.config.webserver.host(),
    };
    let mut tx = app.store.begin().await?;
    match block::run(&mut tx, by, blocked, app.clock.now()).await? {
        Outcome::Done => {
            tx.commit().await?;
            Ok(HttpResponse::NoContent().finish())
        }
        Outcome::Already => Err(ApiError::Conflict("it is blocked already".into())),
        Outcome::Oneself => Err(ApiError::Conflict(
            "nobody can block themselves: name another".into(),
        )),
    }
}

async fn remove(app: &App, blocker: Blocker, blocked: &Blocked) -> Result<HttpResponse, ApiError> {
    let mut tx = app.store.begin().await?;
    if !blocks::remove(&mut tx, blocker, blocked).await? {
        return Err(ApiError::NotFound("block"));
    }
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
