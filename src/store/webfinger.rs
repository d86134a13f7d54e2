//! Local rows of `actors`, as webfinger asks for them.

use super::{Read, StoreError, sql};
use crate::domain::text::fold;

/// Somebody, or a channel, of this instance.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LocalActorRow {
    /// The name in handles.
    pub username: String,
    /// The address in the federation.
    pub url: String,
}

/// Finds who of ours is called `username`, whatever its case.
pub async fn find_by_name(
    tx: &mut impl Read,
    username: &str,
) -> Result<Option<LocalActorRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT username, url FROM actors WHERE username_folded = $1 AND host IS NULL",
        )
        .bind(fold(username))
        .fetch_optional(conn)
        .await?
    }))
}

/// Finds who of ours has the address `url`.
pub async fn find_by_url(
    tx: &mut impl Read,
    url: &str,
) -> Result<Option<LocalActorRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as("SELECT username, url FROM actors WHERE url = $1 AND host IS NULL")
            .bind(url)
            .fetch_optional(conn)
            .await?
    }))
}
