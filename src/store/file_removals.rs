//! `file_removals`: files that nothing names any more, kept until they are gone from the disk.

use super::{Read, StoreError, Tx, sql};
use crate::domain::{Place, Timestamp};

/// A file to be removed.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RemovalRow {
    /// The row.
    pub id: i64,
    /// The word of its place.
    pub folder: String,
    /// Its name there.
    pub name: String,
}

/// Has a file or folder removed once this unit of work is committed.
pub async fn insert(
    tx: &mut Tx,
    place: Place,
    name: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("INSERT INTO file_removals (folder, name, created_at) VALUES ($1, $2, $3)")
            .bind(place.word())
            .bind(name)
            .bind(now)
            .execute(conn)
            .await?;
    });
    Ok(())
}

/// Files to remove, the oldest first, after the row `beyond`.
pub async fn list(
    tx: &mut impl Read,
    beyond: i64,
    most: i64,
) -> Result<Vec<RemovalRow>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_as(
            "SELECT id, folder, name FROM file_removals WHERE id > $1 ORDER BY id LIMIT $2",
        )
        .bind(beyond)
        .bind(most)
        .fetch_all(conn)
        .await?
    }))
}

/// Forgets a file that is gone.
pub async fn remove(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("DELETE FROM file_removals WHERE id = $1")
            .bind(id)
            .execute(conn)
            .await?;
    });
    Ok(())
}
