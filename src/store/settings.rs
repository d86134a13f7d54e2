//! `settings`: the few values that the instance makes or changes itself.

use super::{Read, StoreError, Tx, sql};

/// Reads a value.
pub async fn find(tx: &mut impl Read, name: &str) -> Result<Option<String>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar("SELECT value FROM settings WHERE name = $1")
            .bind(name)
            .fetch_optional(conn)
            .await?
    }))
}

/// Writes a value over the one before.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO settings (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(name)
        .bind(value)
        .execute(conn)
        .await?;
    });
    Ok(())
}
