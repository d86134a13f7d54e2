//! A database of the first version is brought up to date with its rows.

use serde_json::Value;

use crate::support::{answer::json, database::TestDatabase, server::Server};

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_the_first_version_is_migrated_and_keeps_its_rows() {
    let folder = tempfile::tempdir().unwrap();
    let database = TestDatabase::create(folder.path()).await;
    database.migrate_to("0001_footing.sql").await;
    let time = "2026-01-01T00:00:00.000Z";
    database
        .execute(&format!(
            "INSERT INTO jobs (kind, state, priority, payload, request_id, max_attempts, run_at, created_at)
             VALUES ('video-transcoding', 'waiting', 100, '{{\"input\":\"a.mp4\"}}', 'of old', 3, '{time}', '{time}')"
        ))
        .await;
    let mut server = Server::over(folder, database, "");
    server.restart().await;
    let root = server.root().await;
    let jobs = crate::support::wait::until("the old job is looked at", async || {
        let jobs = json(root.get("/api/v1/jobs/failed").await, 200).await;
        (jobs["total"] == 1).then_some(jobs)
    })
    .await;
    // What this version cannot do is parked with its reason, and nothing else suffers.
    let message: &Value = &jobs["data"][0]["error"]["message"];
    assert!(!message.is_null(), "{jobs}");
    let me = json(root.get("/api/v1/users/me").await, 200).await;
    assert_eq!(me["username"], "root");
}
