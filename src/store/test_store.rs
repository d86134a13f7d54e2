//! A store of its own for each test: a temporary SQLite file, or with
//! `TRIBUTARY_TEST_DATABASE=postgres` a fresh database on `TRIBUTARY_TEST_POSTGRES_URL`.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;

use super::{Store, StoreSettings};

/// The store and what to clean up after it.
pub(crate) struct TestStore {
    pub(crate) store: Store,
    place: Place,
}

enum Place {
    Sqlite(#[expect(dead_code, reason = "held: removed when dropped")] TempDir),
    Postgres { admin: String, name: String },
}

impl TestStore {
    pub(crate) async fn open() -> Self {
        let postgres = std::env::var("TRIBUTARY_TEST_DATABASE").is_ok_and(|it| it == "postgres");
        let (url, place) = if postgres {
            let admin = std::env::var("TRIBUTARY_TEST_POSTGRES_URL").expect("the URL of an admin");
            let name = format!("tributary_test_{}", uuid::Uuid::new_v4().simple());
            administer(&admin, format!("CREATE DATABASE {name}")).await;
            let mut url = url::Url::parse(&admin).expect("a URL");
            url.set_path(&name);
            (url.to_string(), Place::Postgres { admin, name })
        } else {
            let folder = tempfile::tempdir().expect("a folder");
            let file = folder.path().join("test.sqlite3");
            (format!("sqlite:{}", file.display()), Place::Sqlite(folder))
        };
        let settings = StoreSettings {
            url,
            max_connections: 8,
            acquire_timeout: Duration::from_secs(20),
            read_timeout: Duration::from_secs(20),
            durable: false,
        };
        let store = Store::open(&settings).await.expect("a store");
        Self { store, place }
    }

    pub(crate) async fn close(self) {
        self.store.close().await;
        if let Place::Postgres { admin, name } = self.place {
            administer(&admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn administer(url: &str, statement: String) {
    let mut connection = PgConnection::connect(url).await.expect("a server");
    sqlx::query(AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .expect("the right to make databases");
}
