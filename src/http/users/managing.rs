//! What the operations of those who run the instance share.

use std::collections::HashMap;

use actors_live::LiveId;
use chrono::TimeDelta;

use super::shape::{ManagedUser, User, UserStats};
use crate::{
    domain::{AccountId, UserId, user_rights::NotAllowed},
    http::{code::Code, error::ApiError, state::App},
    store::{
        Read, accounts, channels,
        users::{self, UserRow},
    },
    usecases::manage_user::Outcome,
};

/// Shows users, in the same order.
pub(super) async fn show(
    tx: &mut impl Read,
    app: &App,
    rows: &[UserRow],
    stats: UserStats,
) -> Result<Vec<ManagedUser>, ApiError> {
    let ids: Vec<UserId> = rows.iter().map(|user| user.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let owned = accounts::list_of_users(tx, &ids).await?;
    let account_ids: Vec<AccountId> = owned.iter().map(|account| account.id).collect();
    let mut owned: HashMap<UserId, _> = owned
        .into_iter()
        .filter_map(|account| Some((account.owner()?, account)))
        .collect();
    let mut of_accounts: HashMap<AccountId, Vec<_>> = HashMap::new();
    if !account_ids.is_empty() {
        for channel in channels::list_of_accounts(tx, &account_ids).await? {
            let place = of_accounts.entry(channel.account_id).or_default();
            place.push(channel);
        }
    }
    let since = app.clock.now() - TimeDelta::hours(24);
    let used = users::quotas_used(tx, &ids, since).await?.into_iter();
    let used: HashMap<UserId, (i64, i64)> = used
        .map(|(user, total, daily)| (user, (total, daily)))
        .collect();
    let own_host = app.config.webserver.host();
    let shown = rows.iter().filter_map(|row| {
        // Every user has an account: they are made and removed together.
        let account = owned.remove(&row.id)?;
        let channels = of_accounts.remove(&account.id).unwrap_or_default();
        let user = User::of(row, &account, &channels, None, &own_host);
        let used = used.get(&row.id).copied().unwrap_or_default();
        Some(ManagedUser::of(user, used, stats))
    });
    Ok(shown.collect())
}

/// What the caller is told.
pub(super) fn done(outcome: Outcome) -> Result<(), ApiError> {
    match outcome {
        Outcome::Done => Ok(()),
        Outcome::Unknown => Err(ApiError::NotFound("user")),
        Outcome::NotAllowed(why @ NotAllowed::Root) => {
            Err(ApiError::BadRequest(why.to_string().into()))
        }
        Outcome::NotAllowed(why) => Err(ApiError::Forbidden(why.to_string().into())),
        Outcome::EmailTaken => Err(ApiError::coded(
            Code::AlreadyTaken,
            "a user has this e-mail address: choose another",
        )),
    }
}

/// Ends what a removed user is streaming, and has all that is theirs removed; call it after the commit.
pub(super) fn end(app: &App, lives: Vec<uuid::Uuid>) {
    for live in lives {
        app.lives.remove(LiveId(live));
    }
    app.wake_user_removals();
}
