//! The inside: the tree, commands, health and metrics.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_debug_tree_shows_uploads_and_transcoding_to_administrators_alone() {
    let app = TestApp::start().await;
    let path = "/api/v1/server/debug";
    let debug = json(app.root().await.get(path).await, 200).await;
    let services = debug["tree"]["children"].as_array().unwrap();
    for (name, kind) in [("uploads", "router"), ("transcode", "pool")] {
        let service = services.iter().find(|service| service["name"] == name);
        let service = service.unwrap_or_else(|| panic!("no {name}: {debug}"));
        assert_eq!(
            (&service["kind"], &service["state"]),
            (&json!(kind), &json!("running"))
        );
        assert!(service["queueDepth"].is_u64(), "{service}");
    }
    assert!(debug["jobs"].is_object(), "{debug}");
    assert_eq!(debug["activityPubMessagesWaiting"], 0);
    problem(app.get(path).await, 401, "").await;
    problem(app.user("alice").await.get(path).await, 403, "").await;
    problem(app.moderator("mo").await.get(path).await, 403, "").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_debug_page_tells_whose_address_the_server_sees() {
    let app = TestApp::start().await;
    let ip = async |app: &TestApp| {
        let request = app
            .root()
            .await
            .request(Method::GET, "/api/v1/server/debug");
        let answer = request.header("x-forwarded-for", "192.0.2.1").send().await;
        json(answer.unwrap(), 200).await["ip"].clone()
    };
    assert_eq!(ip(&app).await, "192.0.2.1", "the proxy is trusted");
    app.stop().await;
    let app = TestApp::with(|config| config.trust_proxy = Vec::new()).await;
    assert_eq!(ip(&app).await, "127.0.0.1", "the proxy is not trusted");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_runs_a_duty_at_once() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let tokens = "SELECT CAST(count(*) AS TEXT) FROM tokens";
    assert_eq!(app.database().texts(tokens).await, ["2"]);
    app.advance(Duration::from_hours(24 * 15));
    let root = app.sign_in("root").await;
    let path = "/api/v1/server/debug/run-command";
    let run = async |body: Value| root.post_json(path, &body).await;
    status(run(json!({ "command": "prune-tokens" })).await, 204).await;
    assert_eq!(app.database().texts(tokens).await, ["1"]);
    // The reference's words are accepted, whether there is anything to do or not.
    for command in [
        "remove-dandling-resumable-uploads",
        "process-video-views-buffer",
        "process-video-viewers",
        "process-update-videos-scheduler",
        "process-video-channel-sync-latest",
        "remove-expired-user-exports",
    ] {
        status(run(json!({ "command": command })).await, 204).await;
    }
    invalid(run(json!({ "command": "reboot" })).await, &["command"]).await;
    invalid(run(json!({ "command": "unpark" })).await, &["service"]).await;
    let nothing = json!({ "command": "unpark", "service": "uploads", "key": "none" });
    problem(run(nothing).await, 404, "").await;
    problem(run(json!({})).await, 400, "").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_in_health_says_so_to_everybody() {
    let app = TestApp::start().await;
    let health = json(app.get("/health").await, 200).await;
    assert_eq!(
        (&health["status"], &health["database"]),
        (&json!("ok"), &json!("ok"))
    );
    assert_eq!(health["jobsPaused"], false);
    assert_eq!(health["actorsParked"], 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counters_of_the_actors_are_in_the_metrics() {
    let app = TestApp::with(|config| {
        config.open_telemetry.metrics.enabled = true;
        config.open_telemetry.metrics.prometheus_exporter.port = 0;
    })
    .await;
    status(app.get("/api/v1/ping").await, 200).await;
    let address = app.metrics_address().unwrap();
    let scrape = reqwest::get(format!("http://{address}/metrics"))
        .await
        .unwrap();
    let text = scrape.text().await.unwrap();
    for counter in [
        "alive",
        "spawned_total",
        "restarted_total",
        "parked",
        "queue_depth",
    ] {
        let line = format!("tributary_actors_{counter}{{service=\"uploads\"}} ");
        assert!(text.contains(&line), "no {line}: {text}");
    }
    let calls =
        "tributary_http_requests_total{method=\"GET\",route=\"/api/v1/ping\",status=\"2xx\"} 1";
    assert!(text.contains(calls), "{text}");
    // Not where everybody is served.
    problem(app.get("/metrics").await, 404, "route_not_found").await;
    app.stop().await;
}
