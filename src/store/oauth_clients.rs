//! `oauth_clients`: the pair that clients name when they sign somebody in. Everybody may read it.

use super::{Read, StoreError, Tx, sql};

/// A client's pair.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OAuthClientRow {
    /// Its name.
    pub client_id: String,
    /// What goes with it.
    pub client_secret: String,
}

/// The pair that is told to clients; none before the first start is through.
pub async fn find(tx: &mut impl Read) -> Result<Option<OAuthClientRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT client_id, client_secret FROM oauth_clients ORDER BY client_id LIMIT 1",
        )
        .fetch_optional(conn)
        .await?
    }))
}

/// Lists every pair that is accepted: one, or two when two servers first started at once.
pub async fn list(tx: &mut impl Read) -> Result<Vec<OAuthClientRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as("SELECT client_id, client_secret FROM oauth_clients")
            .fetch_all(conn)
            .await?
    }))
}

/// Keeps a pair.
pub async fn insert(tx: &mut Tx, client: &OAuthClientRow) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("INSERT INTO oauth_clients (client_id, client_secret) VALUES ($1, $2)")
            .bind(&client.client_id)
            .bind(&client.client_secret)
            .execute(conn)
            .await?;
    });
    Ok(())
}
