//! A database that is away or held by others: 503, and when to come back.

use std::time::{Duration, Instant};

use reqwest::Response;
use serde_json::json;
use tributary::config::Config;

use super::proxy::Proxy;
use crate::support::{
    answer::{json, problem, status},
    app::TestApp,
    client::Client,
};

const PATIENCE: Duration = Duration::from_secs(30);

fn impatient(config: &mut Config) {
    config.database.pool.acquire_timeout = Duration::from_millis(300);
}

async fn is_away(answer: Response) {
    let seconds = answer.headers().get("retry-after").cloned();
    problem(answer, 503, "").await;
    let seconds = seconds.expect("Retry-After");
    let seconds: u64 = seconds.to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

/// Asks until the answer has this status.
async fn until(client: &Client, path: &str, status: u16) -> Response {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = client.get(path).await;
        if answer.status() == status {
            return answer;
        }
        assert!(Instant::now() < deadline, "{path}: {}", answer.status());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_free_connection_the_database_is_away_for_a_moment() {
    let app = TestApp::with(impatient).await;
    let root = app.root().await;
    let mut held = (Vec::new(), Vec::new());
    let deadline = Instant::now() + PATIENCE;
    // Duties of the server hold connections too, and give them back.
    while app.get("/api/v1/videos").await.status() != 503 {
        held.0.extend(app.app().store.begin().await.ok());
        held.1.extend(app.app().store.read().await.ok());
        assert!(Instant::now() < deadline, "there are always more");
    }
    is_away(app.get("/api/v1/videos").await).await;
    is_away(root.get("/api/v1/users/me").await).await;
    let health = json(app.get("/health").await, 503).await;
    assert_eq!(
        (&health["status"], &health["database"]),
        (&json!("unavailable"), &json!("away"))
    );
    // What needs no database is answered.
    status(app.get("/api/v1/ping").await, 200).await;
    drop(held);
    until(&app, "/api/v1/videos", 200).await;
    let health = json(until(&app, "/health", 200).await, 200).await;
    assert_eq!(health["status"], "ok");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_is_held_stops_writers_and_no_reader() {
    let app = TestApp::with(impatient).await;
    if app.database().is_postgres() {
        // There many write at once.
        return app.stop().await;
    }
    let alice = app.user("alice").await;
    let tx = app.app().store.begin().await.unwrap();
    let body = json!({ "displayName": "Alice the First" });
    is_away(alice.put_json("/api/v1/users/me", &body).await).await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(
        me["account"]["displayName"], "alice",
        "nothing of it was kept"
    );
    status(app.get("/api/v1/videos").await, 200).await;
    drop(tx);
    status(alice.put_json("/api/v1/users/me", &body).await, 204).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_breaks_off_is_away_until_it_is_back() {
    let on_postgres = std::env::var("TRIBUTARY_TEST_DATABASE").is_ok_and(|it| it == "postgres");
    if !on_postgres {
        // A file does not break off.
        return;
    }
    let url = std::env::var("TRIBUTARY_TEST_POSTGRES_URL").unwrap();
    let mut proxy = Proxy::before(&url).await;
    let app = TestApp::with(|config| {
        impatient(config);
        proxy.lead(config);
    })
    .await;
    let root = app.root().await;
    status(root.get("/api/v1/users/me").await, 200).await;
    proxy.cut().await;
    is_away(root.get("/api/v1/users/me").await).await;
    is_away(app.get("/api/v1/videos").await).await;
    json(app.get("/health").await, 503).await;
    status(app.get("/api/v1/ping").await, 200).await;
    proxy.mend().await;
    until(root, "/api/v1/users/me", 200).await;
    status(app.get("/api/v1/videos").await, 200).await;
    app.stop().await;
}
