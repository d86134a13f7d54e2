//! Two servers that want the same thing, and a database that knows more than the server.

use std::net::TcpListener;

use super::commands::err;
use crate::support::{
    answer::json,
    clip,
    database::TestDatabase,
    resumable::Resumable,
    scripts::{lines, worker},
    server::Server,
    wait::until,
};

#[tokio::test]
async fn a_taken_port_stops_the_start_and_names_listen_port() {
    let server = Server::set_up("").await;
    let _taken = TcpListener::bind(server.address()).unwrap();
    let output = server.run(&["serve"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = err(&output);
    assert!(text.contains("listen.port"), "{text}");
    assert!(text.contains(&server.address().to_string()), "{text}");
}

#[tokio::test]
async fn a_second_server_on_the_same_sqlite_file_is_refused_and_on_postgresql_works_beside_the_first()
 {
    let first = Server::start("").await;
    let mut second = beside(&first);
    second.spawn();
    if first.database().is_postgres() {
        second.answers().await;
        assert_eq!(second.printed(), "");
        second.root().await;
    } else {
        assert_eq!(second.ended().await.code(), Some(1));
        assert!(
            second.log().contains("is in use by another Tributary"),
            "{}",
            second.log()
        );
    }
    first.root().await;
}

#[tokio::test]
async fn two_servers_that_first_start_at_once_share_one_migration() {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::empty(folder.path()).await;
    let on_postgres = database.is_postgres();
    let mut first = Server::over(folder, database, "").without_password();
    let mut second = beside(&first).without_password();
    first.spawn();
    second.spawn();
    if on_postgres {
        first.answers().await;
        second.answers().await;
    } else {
        // Whoever has the lock first.
        let refused = if first.comes_up().await {
            &mut second
        } else {
            second.answers().await;
            &mut first
        };
        assert_eq!(refused.ended().await.code(), Some(1));
        assert!(
            refused.log().contains("is in use by another Tributary"),
            "{}",
            refused.log()
        );
    }
    let printed = format!("{}{}", first.printed(), second.printed());
    assert_eq!(printed.matches("password: ").count(), 1, "{printed}");
    let password = printed.trim_end().rsplit(' ').next().unwrap();
    let up = if first.printed().is_empty() {
        &second
    } else {
        &first
    };
    up.sign_in("root", password).await;
}

#[tokio::test]
async fn a_database_newer_than_the_program_is_refused_and_left_alone() {
    let mut server = Server::start("").await;
    server.terminate().await;
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
        VALUES (99999999999999, 'of a later version', TRUE, '00', 0)";
    server.database().execute(later).await;
    let output = server.run(&["serve"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = err(&output);
    assert!(
        text.contains("the database is newer than this Tributary"),
        "{text}"
    );
    assert!(text.contains("99999999999999"), "{text}");
    let undone = "DELETE FROM _sqlx_migrations WHERE version = 99999999999999";
    server.database().execute(undone).await;
    server.restart().await;
    server.root().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_that_may_not_start_leaves_the_jobs_of_the_first_alone() {
    let mut server = Server::set_up("worker: { program: worker }").await;
    let script = "if [ $task = transcode ]; then echo x >> starts; hang; fi";
    worker(server.folder(), script);
    server.restart().await;
    let root = server.root().await;
    let file = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();
    Resumable::begin(&root, file, "clip")
        .await
        .complete(&root, 0)
        .await;
    until("the job is under way", async || {
        (lines(server.folder(), "starts") == 1).then_some(())
    })
    .await;
    let output = server.run(&["serve"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let jobs = json(root.get("/api/v1/jobs/active").await, 200).await;
    assert_eq!(jobs["total"], 1, "{jobs}");
    assert!(jobs["data"][0]["error"].is_null(), "{jobs}");
}

/// Another server, with a folder and port of its own, on the first one's database.
fn beside(first: &Server) -> Server {
    let folder = tempfile::tempdir().unwrap();
    Server::over(folder, first.database().shared(), "")
}
