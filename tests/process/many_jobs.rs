//! A server that starts with very many jobs, one of which ends whoever works on it.

use serde_json::Value;

use crate::support::{
    answer::json, clip, resumable::Resumable, scripts::worker, server::Server, wait::until,
};

const JOBS: u32 = 10_000;

/// How many of the others are enough to show that the work goes on.
const DONE: i64 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_thousand_jobs_the_one_that_kills_its_worker_is_parked_and_the_others_go_on() {
    let scripts = tempfile::tempdir().unwrap();
    // The first job, which is also the first in the queue.
    let body = "case \"$request\" in *'/job-1\"'*|*'/job-1/'*) kill -9 $$ ;; esac";
    let program = worker(scripts.path(), body);
    let settings = format!(
        "worker: {{ program: '{}' }}\n\
         jobs: {{ poll_interval: 100 milliseconds, max_attempts: 2, retry_delay: 100 milliseconds }}\n",
        program.display()
    );
    let mut server = Server::start(&settings).await;
    let root = server.root().await;
    let paused = root.post("/api/v1/jobs/pause").await;
    assert_eq!(paused.status(), 204);
    let file = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();
    Resumable::begin(&root, file, "first")
        .await
        .complete(&root, 0)
        .await;
    server.kill();
    let columns = "kind, state, priority, payload, request_id, video_id, attempts, max_attempts, run_at, progress, \
                   created_at, user_id, turn";
    server
        .database()
        .execute(&format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {JOBS}) \
             INSERT INTO jobs ({columns}) SELECT {} FROM jobs, n WHERE jobs.id = 1",
            columns
                .replace("turn", "turn + i")
                // What they are made of stays for the next.
                .replace(
                    "payload",
                    "replace(payload, '\"isLast\":true', '\"isLast\":false')"
                )
        ))
        .await;
    server.restart().await;
    let root = server.root().await;
    let resumed = root.post("/api/v1/jobs/resume").await;
    assert_eq!(resumed.status(), 204);
    let first = until("the first job is parked", async || {
        let failed = jobs(&root, "failed").await;
        failed["data"].get(0).cloned()
    })
    .await;
    assert_eq!(first["id"], 1, "{first}");
    assert_eq!(first["error"]["attempts"], 2, "{first}");
    until("others are done", async || {
        let completed = jobs(&root, "completed").await;
        (completed["total"].as_i64()? >= DONE).then_some(())
    })
    .await;
    assert_eq!(jobs(&root, "failed").await["total"], 1);
    let (status, _) = server.terminate().await;
    assert!(status.success(), "{status}");
}

async fn jobs(root: &crate::support::person::Person, state: &str) -> Value {
    let path = format!("/api/v1/jobs/{state}?jobType=video-transcoding");
    json(root.get(&path).await, 200).await
}
