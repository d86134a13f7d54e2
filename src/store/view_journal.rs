//! `view_journal`: which epochs of a server's journal of views are written.

use super::{Connection, Read, StoreError, Tx, sql};

/// The last epoch that is written.
pub async fn find(tx: &mut impl Read, journal: &str) -> Result<Option<i64>, StoreError> {
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar("SELECT applied_through FROM view_journal WHERE journal = $1")
            .bind(journal)
            .fetch_optional(conn)
            .await?
    }))
}

/// The same, and nobody else may write it until this unit of work ends. 0 for a journal that is not known.
pub async fn lock(tx: &mut Tx, journal: &str) -> Result<i64, StoreError> {
    sql!(tx, |conn| {
        sqlx::query(
            "INSERT INTO view_journal (journal, applied_through) VALUES ($1, 0)
             ON CONFLICT (journal) DO NOTHING",
        )
        .bind(journal)
        .execute(conn)
        .await?;
    });
    // On SQLite there is one writer anyway, and no such clause.
    let statement = match tx.connection() {
        Connection::Sqlite(_) => "SELECT applied_through FROM view_journal WHERE journal = $1",
        Connection::Postgres(_) => {
            "SELECT applied_through FROM view_journal WHERE journal = $1 FOR UPDATE"
        }
    };
    Ok(sql!(tx, |conn| {
        sqlx::query_scalar(statement)
            .bind(journal)
            .fetch_one(conn)
            .await?
    }))
}

/// Says that everything up to and with this epoch is written.
pub async fn set(tx: &mut Tx, journal: &str, through: i64) -> Result<(), StoreError> {
    sql!(tx, |conn| {
        sqlx::query("UPDATE view_journal SET applied_through = $2 WHERE journal = $1")
            .bind(journal)
            .bind(through)
            .execute(conn)
            .await?;
    });
    Ok(())
}
