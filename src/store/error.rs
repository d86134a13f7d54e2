//! What can go wrong between us and the database.

/// A failed statement or connection. Absence is no error, and neither is a conflict that the
/// caller can expect: those are outcomes.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, or has no connection free in time.
    #[error("the database is away: {0}")]
    Away(#[source] sqlx::Error),
    /// The disk under the database is full.
    #[error("the database has no space left: {0}")]
    Full(#[source] sqlx::Error),
    /// The statement ran into its time limit, or another writer held the database too long.
    #[error("the database took too long: {0}")]
    Slow(#[source] sqlx::Error),
    /// Anything else the driver says.
    #[error("database: {0}")]
    Driver(#[source] sqlx::Error),
    /// The database was migrated by a newer Tributary than this one.
    #[error(
        "the database is newer than this Tributary (it has migration {version}, unknown here): start the newer version"
    )]
    Newer {
        /// The migration that this binary does not know.
        version: i64,
    },
    /// A migration failed; nothing of it was kept.
    #[error("migration: {0}")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// Another process holds the SQLite file.
    #[error("{path} is in use by another Tributary")]
    InUse {
        /// The lock file.
        path: std::path::PathBuf,
    },
    /// The lock file or folder of the SQLite file cannot be made.
    #[error("cannot use {path}: {source}")]
    Folder {
        /// The file or folder.
        path: std::path::PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The URL names no database that we know.
    #[error("'{scheme}' is no database: use sqlite:FILE or postgres://…")]
    UnknownScheme {
        /// What stood before the colon.
        scheme: String,
    },
    /// A row holds what its type does not allow.
    #[error("table {table}: {what}")]
    Inconsistent {
        /// Where.
        table: &'static str,
        /// What.
        what: String,
    },
}

impl StoreError {
    /// Whether trying again later can help, and the fault is not ours.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Away(_) | Self::Slow(_))
    }
}

/// SQLite: 5 busy, 6 locked, 9 interrupted. PostgreSQL: query cancelled, lock not available.
const SLOW: &[&str] = &["5", "6", "9", "261", "517", "57014", "55P03"];
/// SQLite: 13 full. PostgreSQL: disk full.
const FULL: &[&str] = &["13", "53100"];
/// SQLite: 14 its file cannot be opened now, as when too many files are open. PostgreSQL: shutting down, crashed,
/// starting up, too many connections.
const AWAY: &[&str] = &["14", "57P01", "57P02", "57P03", "53300"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(database) = &error {
            let code = database.code();
            let is_one_of =
                |codes: &[&str]| code.as_deref().is_some_and(|code| codes.contains(&code));
            if is_one_of(SLOW) {
                return Self::Slow(error);
            }
            if is_one_of(FULL) {
                return Self::Full(error);
            }
            if is_one_of(AWAY) {
                return Self::Away(error);
            }
            return Self::Driver(error);
        }
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::Tls(_) => Self::Away(error),
            _ => Self::Driver(error),
        }
    }
}

/// Whether `error` says that a row with this key is there already; decided here alone.
pub(super) fn is_unique_violation(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

#[cfg(test)]
mod tests {
    use sqlx::{Connection as _, SqliteConnection};

    use super::*;

    #[tokio::test]
    async fn a_database_that_cannot_be_opened_is_away() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("no-such-folder").join("a.sqlite3");
        let refused = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await;
        let error = StoreError::from(refused.unwrap_err());
        assert!(matches!(error, StoreError::Away(_)), "{error}");
        assert!(error.is_temporary());
    }
}
