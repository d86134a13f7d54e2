//! A database for one test: a file, or on PostgreSQL a copy of a template that was migrated once.

use std::path::Path;

use sqlx::{Connection as _, PgConnection, SqliteConnection};
use tributary::{config::Config, domain::Timestamp, store::Store};
use url::Url;

/// A database of a test's own; on PostgreSQL it is dropped with this value.
#[derive(Debug)]
pub(crate) struct TestDatabase {
    url: String,
    /// The administrator's URL and the name, where there is something to drop.
    postgres: Option<(String, String)>,
}

impl TestDatabase {
    /// By the variable `TRIBUTARY_TEST_DATABASE`: `sqlite` (a file in `folder`) or `postgres` (on the server that
    /// `TRIBUTARY_TEST_POSTGRES_URL` names; `scripts/postgresql` starts one).
    pub(crate) async fn create(folder: &Path) -> Self {
        let kind = std::env::var("TRIBUTARY_TEST_DATABASE").unwrap_or_else(|_| "sqlite".to_owned());
        match kind.as_str() {
            "sqlite" => Self {
                url: format!("sqlite:{}", folder.join("database.sqlite3").display()),
                postgres: None,
            },
            "postgres" => {
                let admin = std::env::var("TRIBUTARY_TEST_POSTGRES_URL").expect(
                    "TRIBUTARY_TEST_POSTGRES_URL: scripts/postgresql start FOLDER prints it",
                );
                Self::on_postgres(admin).await
            }
            other => panic!("TRIBUTARY_TEST_DATABASE is {other}: say sqlite or postgres"),
        }
    }

    async fn on_postgres(admin: String) -> Self {
        let mut connection = PgConnection::connect(&admin).await.unwrap();
        let template = template(&mut connection, &admin).await;
        let name = format!("tributary_test_{}", uuid::Uuid::new_v4().simple());
        execute(
            &mut connection,
            &format!("CREATE DATABASE {name} TEMPLATE {template}"),
        )
        .await;
        Self {
            url: with_name(&admin, &name),
            postgres: Some((admin, name)),
        }
    }

    /// The same without any table, as before the first start of a server.
    pub(crate) async fn empty(folder: &Path) -> Self {
        let created = Self::create(folder).await;
        if let Some((admin, name)) = &created.postgres {
            let mut connection = PgConnection::connect(admin).await.unwrap();
            execute(&mut connection, &format!("DROP DATABASE {name}")).await;
            let create = format!("CREATE DATABASE {name} TEMPLATE template0");
            execute(&mut connection, &create).await;
        }
        created
    }

    /// Brings it to the schema that it had after the migration of this name, as a server of that time did.
    pub(crate) async fn migrate_to(&self, last: &str) {
        let kind = if self.is_postgres() {
            "postgres"
        } else {
            "sqlite"
        };
        let all = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("migrations")
            .join(kind);
        let folder = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(all).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name();
            if name.to_string_lossy().as_ref() <= last {
                std::fs::copy(entry.path(), folder.path().join(name)).unwrap();
            }
        }
        let migrator = sqlx::migrate::Migrator::new(folder.path()).await.unwrap();
        if self.is_postgres() {
            // It was copied from one that is up to date.
            self.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
                .await;
        }
        if self.is_postgres() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            migrator.run(&mut connection).await.unwrap();
        } else {
            let options: sqlx::sqlite::SqliteConnectOptions = self.url.parse().unwrap();
            let options = options.create_if_missing(true);
            let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
            migrator.run(&mut connection).await.unwrap();
        }
    }

    /// Another that is on the same rows, and drops nothing.
    pub(crate) fn shared(&self) -> Self {
        Self {
            url: self.url.clone(),
            postgres: None,
        }
    }

    /// As the configuration wants it.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Changes rows beside the server, as an operator could.
    pub(crate) async fn execute(&self, sql: &str) {
        if self.postgres.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            execute(&mut connection, sql).await;
        } else {
            let statement = sqlx::AssertSqlSafe(sql.to_owned());
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            let done = sqlx::raw_sql(statement).execute(&mut connection).await;
            done.unwrap();
        }
    }

    /// What a query for one column of texts finds.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let query = sqlx::AssertSqlSafe(sql.to_owned());
        if self.postgres.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            let query = sqlx::query_scalar(query);
            query.fetch_all(&mut connection).await.unwrap()
        } else {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            let query = sqlx::query_scalar(query);
            query.fetch_all(&mut connection).await.unwrap()
        }
    }

    /// What a query for one column of bytes finds.
    pub(crate) async fn bytes(&self, sql: &str) -> Vec<Vec<u8>> {
        let query = sqlx::AssertSqlSafe(sql.to_owned());
        if self.postgres.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            let query = sqlx::query_scalar(query);
            query.fetch_all(&mut connection).await.unwrap()
        } else {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            let query = sqlx::query_scalar(query);
            query.fetch_all(&mut connection).await.unwrap()
        }
    }

    /// Whether it is on PostgreSQL.
    pub(crate) const fn is_postgres(&self) -> bool {
        self.postgres.is_some()
    }

    /// Kind and state of every job that somebody works on or could.
    pub(crate) async fn jobs_due(&self, now: Timestamp) -> Vec<(String, String)> {
        let sql = "SELECT kind, state FROM jobs WHERE state IN ('active', 'waiting-children') \
            OR (state = 'waiting' AND run_at <= $1)";
        if self.postgres.is_some() {
            let mut connection = PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_as(sql)
                .bind(now)
                .fetch_all(&mut connection)
                .await
                .unwrap()
        } else {
            let mut connection = SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query_as(sql)
                .bind(now)
                .fetch_all(&mut connection)
                .await
                .unwrap()
        }
    }

    /// Kind and state of every job that somebody works on.
    pub(crate) async fn jobs_active(&self) -> Vec<(String, String)> {
        let jobs = self.jobs_due(Timestamp::UNIX_EPOCH).await;
        jobs.into_iter()
            .filter(|(_, state)| state == "active")
            .collect()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((admin, name)) = self.postgres.take() else {
            return;
        };
        // A thread of its own: this may be dropped on a runtime, where nothing can be waited for.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(async {
                let mut connection = PgConnection::connect(&admin).await.unwrap();
                execute(
                    &mut connection,
                    &format!("DROP DATABASE {name} WITH (FORCE)"),
                )
                .await;
            });
        });
        if dropped.join().is_err() {
            eprintln!("a database could not be dropped");
        }
    }
}

/// Any number: whoever makes the template holds this lock, and tests in other processes wait.
const TEMPLATE_LOCK: i64 = 7_262_190;

/// The name of the migrated database, made by the first test that asks.
async fn template(connection: &mut PgConnection, admin: &str) -> String {
    let name = format!("tributary_template_{}", migrations());
    let lock = format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})");
    execute(connection, &lock).await;
    let found: Option<(String,)> =
        sqlx::query_as("SELECT datname::text FROM pg_database WHERE datname = $1")
            .bind(&name)
            .fetch_optional(&mut *connection)
            .await
            .unwrap();
    if found.is_none() {
        // Renamed only once it is complete, in case that this process is killed half way.
        let draft = format!("{name}_draft");
        execute(
            connection,
            &format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)"),
        )
        .await;
        execute(
            connection,
            &format!("CREATE DATABASE {draft} TEMPLATE template0"),
        )
        .await;
        let mut settings = Config::default().database.settings();
        settings.url = with_name(admin, &draft);
        let store = Store::open(&settings).await.unwrap();
        store.close().await;
        execute(
            connection,
            &format!("ALTER DATABASE {draft} RENAME TO {name}"),
        )
        .await;
    }
    execute(
        connection,
        &format!("SELECT pg_advisory_unlock({TEMPLATE_LOCK})"),
    )
    .await;
    name
}

/// Other migrations, another template.
fn migrations() -> String {
    use sha2::{Digest as _, Sha256};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(std::fs::read(file).unwrap());
    }
    let hash = hash.finalize();
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn with_name(admin: &str, name: &str) -> String {
    let mut url = Url::parse(admin).unwrap();
    url.set_path(name);
    url.to_string()
}

/// Names of databases cannot be bound; these are made of letters, digits and underscores here.
async fn execute(connection: &mut PgConnection, sql: &str) {
    let statement = sqlx::AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(statement).execute(connection).await.unwrap();
}
