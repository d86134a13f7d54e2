//! A client exchanges its refresh token for a new session. Each token works once: of two that
//! come at the same time one wins.

use super::session::{self, Session};
use crate::{
    config::TokenLifetime,
    domain::Timestamp,
    store::{
        StoreError, Tx,
        tokens::{self, TokenHash},
        users, video_file_tokens,
    },
};

/// Renews the session of `refresh_token`; none when it renews nothing: unknown, used, expired,
/// or its user is blocked.
///
/// # Errors
/// When the database fails.
pub async fn run(
    tx: &mut Tx,
    refresh_token: &str,
    lifetime: &TokenLifetime,
    now: Timestamp,
) -> Result<Option<Session>, StoreError> {
    let refresh = TokenHash::of(refresh_token);
    let Some(found) = tokens::find_by_refresh(tx, &refresh).await? else {
        return Ok(None);
    };
    if found.refresh_expires_at <= now || !users::hold(tx, found.user_id, None).await? {
        return Ok(None);
    }
    let Some(before) = tokens::remove_by_refresh(tx, &refresh).await? else {
        return Ok(None);
    };
    let session = session::open(tx, found.user_id, lifetime, now).await?;
    let after = TokenHash::of(&session.access_token);
    video_file_tokens::hand_on(tx, &before, &after).await?;
    Ok(Some(session))
}
