//! Opening the database that the configuration names, and beginning units of work on it.

use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

use sqlx::{
    PgPool, Sqlite, SqlitePool, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::runtime::Handle;

use super::{
    Changes, StoreError,
    migrate::{self, FileLock},
    unit::{Connection, ReadTx, Tx},
};

/// How many virtual machine steps SQLite takes between two looks at the clock.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;

/// What the store needs to know of the configuration.
#[derive(Clone, Debug)]
pub struct StoreSettings {
    /// `sqlite:FILE` or `postgres://…`.
    pub url: String,
    /// Connections at most: readers on SQLite, all of them on PostgreSQL.
    pub max_connections: u32,
    /// How long to wait for a free connection, and on SQLite for the writer.
    pub acquire_timeout: Duration,
    /// The longest that reading may take.
    pub read_timeout: Duration,
    /// Whether each commit survives a power cut (`synchronous=FULL`), or only a crash of ours.
    pub durable: bool,
}

/// The database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    database: Database,
    /// The runtime that owns the connections' sockets: the application's, not that of an HTTP
    /// worker thread, which may end earlier.
    runtime: Handle,
    changes: Changes,
}

#[derive(Clone, Debug)]
enum Database {
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
        read_timeout: Duration,
        /// Held while the store is open: one Tributary per SQLite file.
        lock: Arc<FileLock>,
    },
    Postgres(PgPool),
}

impl Store {
    /// Connects, takes the lock of the schema and brings it up to date.
    ///
    /// Call it on the application's runtime: connections stay on it.
    ///
    /// # Errors
    /// When the database cannot be reached, is in use by another process (SQLite), is newer than
    /// this binary, or a migration fails.
    pub async fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        let scheme = settings.url.split(':').next().unwrap_or_default();
        let database = match scheme {
            "sqlite" => open_sqlite(settings).await?,
            "postgres" | "postgresql" => open_postgres(settings).await?,
            other => {
                return Err(StoreError::UnknownScheme {
                    scheme: other.to_owned(),
                });
            }
        };
        Ok(Self {
            database,
            runtime: Handle::current(),
            changes: Changes::default(),
        })
    }

    /// A snapshot to read from.
    ///
    /// # Errors
    /// When no connection is free in time.
    pub async fn read(&self) -> Result<ReadTx, StoreError> {
        Ok(ReadTx(match &self.database {
            Database::Sqlite {
                readers,
                read_timeout,
                ..
            } => {
                let mut transaction = readers.begin().await?;
                let (begun, limit) = (Instant::now(), *read_timeout);
                transaction
                    .lock_handle()
                    .await?
                    .set_progress_handler(STEPS_BETWEEN_LOOKS, move || begun.elapsed() < limit);
                Connection::Sqlite(transaction)
            }
            Database::Postgres(pool) => {
                let pool = pool.clone();
                let begin = async move {
                    pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                        .await
                };
                Connection::Postgres(self.on_runtime(begin).await?)
            }
        }))
    }

    /// A unit of work to write in.
    ///
    /// # Errors
    /// When no connection is free, or on SQLite the writer is not, in time.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        self.begin_with(Some(self.changes.clone())).await
    }

    /// The same for what no list, page or file shows: tokens, leases, the progress of uploads. What is kept in memory
    /// stays good.
    ///
    /// # Errors
    /// Like [`Store::begin`].
    pub async fn begin_unshown(&self) -> Result<Tx, StoreError> {
        self.begin_with(None).await
    }

    /// Counts what this process changes.
    #[must_use]
    pub const fn changes(&self) -> &Changes {
        &self.changes
    }

    async fn begin_with(&self, changes: Option<Changes>) -> Result<Tx, StoreError> {
        let connection = match &self.database {
            // A deferred transaction that reads and then writes meets SQLITE_BUSY_SNAPSHOT,
            // which no time-out heals.
            Database::Sqlite { writer, .. } => Connection::Sqlite(begin_immediate(writer).await?),
            Database::Postgres(pool) => {
                let pool = pool.clone();
                Connection::Postgres(self.on_runtime(async move { pool.begin().await }).await?)
            }
        };
        Ok(Tx {
            connection,
            begun: Instant::now(),
            changes,
        })
    }

    /// Copies SQLite's write-ahead log back into its file once it has grown past `limit_bytes`;
    /// PostgreSQL does so by itself.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn checkpoint_beyond(&self, limit_bytes: u64) -> Result<(), StoreError> {
        let Database::Sqlite { writer, .. } = &self.database else {
            return Ok(());
        };
        let options = writer.connect_options();
        let log = wal_path(options.get_filename());
        let length = tokio::fs::metadata(&log).await.map_or(0, |file| file.len());
        if length > limit_bytes {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
                .execute(writer)
                .await?;
        }
        Ok(())
    }

    /// Closes every connection after its work.
    pub async fn close(&self) {
        match &self.database {
            Database::Sqlite {
                writer,
                readers,
                lock,
                ..
            } => {
                readers.close().await;
                writer.close().await;
                lock.release();
            }
            Database::Postgres(pool) => pool.close().await,
        }
    }

    /// Runs `work` on the application's runtime, so that a connection opened by it lives there.
    async fn on_runtime<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, sqlx::Error>> + Send + 'static,
    ) -> Result<T, StoreError> {
        match self.runtime.spawn(work).await {
            Ok(outcome) => Ok(outcome?),
            Err(_) => Err(StoreError::Away(sqlx::Error::WorkerCrashed)),
        }
    }
}

async fn begin_immediate(writer: &SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    const BEGIN: &str = "BEGIN IMMEDIATE";
    match writer.begin_with(BEGIN).await {
        // SQLite itself has ended the transaction before, as it does when its disk is full, and the driver
        // still counts it: this connection begins no other.
        Err(sqlx::Error::InvalidSavePointStatement) => {
            writer.acquire().await?.close().await?;
            writer.begin_with(BEGIN).await
        }
        outcome => outcome,
    }
}

fn wal_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

async fn open_sqlite(settings: &StoreSettings) -> Result<Database, StoreError> {
    let synchronous = if settings.durable {
        SqliteSynchronous::Full
    } else {
        SqliteSynchronous::Normal
    };
    let options = SqliteConnectOptions::from_str(&settings.url)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .busy_timeout(settings.acquire_timeout);
    let lock = FileLock::take(options.get_filename())?;
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(settings.acquire_timeout)
        .connect_with(options.clone())
        .await?;
    migrate::sqlite(&writer).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(settings.max_connections)
        .acquire_timeout(settings.acquire_timeout)
        .connect_with(options.pragma("query_only", "on"))
        .await?;
    Ok(Database::Sqlite {
        writer,
        readers,
        read_timeout: settings.read_timeout,
        lock: Arc::new(lock),
    })
}

async fn open_postgres(settings: &StoreSettings) -> Result<Database, StoreError> {
    let limit = settings.read_timeout.as_millis().to_string();
    let options = PgConnectOptions::from_str(&settings.url)?
        .application_name("tributary")
        .options([("statement_timeout", limit.as_str())]);
    let pool = PgPoolOptions::new()
        .max_connections(settings.max_connections)
        .acquire_timeout(settings.acquire_timeout)
        .connect_with(options)
        .await?;
    migrate::postgres(&pool).await?;
    Ok(Database::Postgres(pool))
}

#[cfg(test)]
mod tests;
