//! Failures of ours: told as such, and nothing more.

use serde_json::Value;

use crate::support::{
    answer::{problem, status},
    app::TestApp,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_of_ours_tells_the_request_id_and_no_internals() {
    let app = TestApp::start().await;
    let away = "ALTER TABLE oauth_clients RENAME TO somewhere_else";
    app.database().execute(away).await;
    let answer = app.get("/api/v1/oauth-clients/local").await;
    let id = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let document = problem(answer, 500, "").await;
    assert_eq!(document["requestId"], Value::String(id));
    let text = document.to_string();
    for internal in [
        "oauth_clients",
        "table",
        "relation",
        "sql",
        "SELECT",
        "src/",
        "panicked",
    ] {
        assert!(!text.contains(internal), "{text}");
    }
    status(app.get("/api/v1/ping").await, 200).await;
    let back = "ALTER TABLE somewhere_else RENAME TO oauth_clients";
    app.database().execute(back).await;
    status(app.get("/api/v1/oauth-clients/local").await, 200).await;
    app.stop().await;
}
