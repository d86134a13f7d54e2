//! Where rows live and how the server connects to them.

use std::time::Duration;

use super::{
    section::section,
    value::{ByteSize, DatabaseUrl, SqliteDurability, mebibytes, milliseconds, minutes, seconds},
};
use crate::store::StoreSettings;

section! {
    /// The database and its pool.
    pub struct Database {
        /// 'sqlite:FILE' (relative to the working directory) or 'postgres://USER:PASSWORD@HOST:PORT/NAME'. Also TRIBUTARY_DATABASE_URL.
        pub url: DatabaseUrl = DatabaseUrl::sqlite("data/tributary.sqlite3"),
        /// The pool of connections.
        pub pool: Pool = Pool::default(),
        /// The longest that one read may take.
        pub read_timeout: Duration = seconds(5) => milliseconds(100)..=minutes(60),
        /// What is special to SQLite.
        pub sqlite: Sqlite = Sqlite::default(),
    }
}

section! {
    /// Connections to the database.
    pub struct Pool {
        /// Connections at most: all of them on PostgreSQL, those that read on SQLite.
        pub max: u32 = 10 => 1..=1000,
        /// How long to wait for a free connection before the request is answered 503.
        pub acquire_timeout: Duration = seconds(5) => milliseconds(100)..=minutes(10),
    }
}

section! {
    /// SQLite alone.
    pub struct Sqlite {
        /// 'full': a commit survives a power cut. 'normal': faster, and a power cut may lose the last commits.
        pub synchronous: SqliteDurability = SqliteDurability::Full,
        /// The write-ahead log is copied back into the file once it is larger than this.
        pub checkpoint_size: ByteSize = mebibytes(64) => mebibytes(1)..=mebibytes(65536),
    }
}

impl Database {
    /// As the store wants it.
    #[must_use]
    pub fn settings(&self) -> StoreSettings {
        StoreSettings {
            url: self.url.reveal().to_owned(),
            max_connections: self.pool.max,
            acquire_timeout: self.pool.acquire_timeout,
            read_timeout: self.read_timeout,
            durable: self.sqlite.synchronous == SqliteDurability::Full,
        }
    }
}
