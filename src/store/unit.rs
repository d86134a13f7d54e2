//! Units of work: [`ReadTx`] sees one snapshot, [`Tx`] changes the world or nothing.

use std::time::{Duration, Instant};

use sqlx::{Postgres, Sqlite, Transaction};

use super::{
    StoreError,
    changes::{AtTheEnd, Changes},
};

/// A writer that holds the database longer than this is logged.
const LONG_WRITE: Duration = Duration::from_millis(50);

/// An open transaction on one of the two databases.
#[derive(Debug)]
pub enum Connection {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

impl Connection {
    async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

/// What can be read from: both units of work.
pub trait Read: Send {
    /// The open transaction, for `sql!` alone.
    fn connection(&mut self) -> &mut Connection;
}

/// One snapshot to read from; never waits behind the writer.
#[derive(Debug)]
pub struct ReadTx(pub(super) Connection);

impl Read for ReadTx {
    fn connection(&mut self) -> &mut Connection {
        &mut self.0
    }
}

/// One unit of work; dropped without [`Tx::commit`], nothing of it happened.
///
/// No network, file or password work while one is open: on SQLite it is the only writer.
#[derive(Debug)]
pub struct Tx {
    pub(super) connection: Connection,
    pub(super) begun: Instant,
    /// Counts what it changes; none for what nobody is shown.
    pub(super) changes: Option<Changes>,
}

impl Read for Tx {
    fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Tx {
    /// Makes everything done in it true, at once and durably.
    ///
    /// # Errors
    /// When the database refuses; then nothing happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        let Self {
            connection,
            begun,
            changes,
        } = self;
        let counted: Option<AtTheEnd> = changes.as_ref().map(Changes::at_the_end);
        let outcome = connection.commit().await;
        drop(counted);
        let held = begun.elapsed();
        if held > LONG_WRITE {
            tracing::warn!(
                held_ms = held.as_millis(),
                "a transaction held the database long"
            );
        }
        outcome
    }
}
