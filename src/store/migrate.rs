//! Bringing the schema up to date at start, one process at a time.
//!
//! PostgreSQL: sqlx's migrator holds an advisory lock. SQLite has none, so a lock file beside the
//! database is held for as long as the store is open; it also keeps a second server away.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use rustix::fs::{FlockOperation, flock};
use sqlx::{
    PgPool, SqlitePool,
    migrate::{MigrateError, Migrator},
};

use super::StoreError;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

pub(super) async fn sqlite(pool: &SqlitePool) -> Result<(), StoreError> {
    SQLITE.run(pool).await.map_err(explain)
}

pub(super) async fn postgres(pool: &PgPool) -> Result<(), StoreError> {
    POSTGRES.run(pool).await.map_err(explain)
}

fn explain(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(version) => StoreError::Newer { version },
        other => StoreError::Migrate(other),
    }
}

/// An exclusive lock on `FILE.lock`, released when told, when dropped or when the process dies.
#[derive(Debug)]
pub(super) struct FileLock {
    file: File,
}

impl FileLock {
    /// Takes the lock beside `database`, making the folder if needed.
    pub(super) fn take(database: &Path) -> Result<Self, StoreError> {
        let mut name = database.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        let unusable = |source| StoreError::Folder {
            path: path.clone(),
            source,
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(unusable)?;
        }
        let file = File::create(&path).map_err(unusable)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive)
            .map_err(|_| StoreError::InUse { path: path.clone() })?;
        Ok(Self { file })
    }

    /// Lets another server have the database, whoever still holds this value.
    pub(super) fn release(&self) {
        if let Err(error) = flock(&self.file, FlockOperation::Unlock) {
            tracing::warn!(%error, "the lock of the database could not be released");
        }
    }
}
