//! The layers together, over a real socket: what every answer carries, whatever it is.

use std::time::Duration;

use reqwest::{Response, StatusCode};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    boot::{self, Running},
    clock::Clock,
    config::{Config, Environment},
    domain::Timestamp,
};

/// A server with its folder, and a clock that stands still.
struct Server {
    _folder: TempDir,
    running: Running,
    clock: Clock,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let places = [
            "tmp",
            "tmp_persistent",
            "web_videos",
            "streaming_playlists",
            "original_video_files",
            "previews",
            "thumbnails",
            "storyboards",
            "uploads",
        ];
        let root = folder.path().display();
        let places = places.map(|place| format!("  {place}: {root}/{place}\n"));
        let text = format!(
            "listen:\n  port: 0\ndatabase:\n  url: sqlite:{root}/db.sqlite3\nstorage:\n{}\
             rates_limit:\n  api:\n    max: 3\n    window: 10 seconds\n\
             open_telemetry: {{ metrics: {{ enabled: false }} }}\n",
            places.concat()
        );
        let file = folder.path().join("config.yaml");
        std::fs::write(&file, text).expect("a file");
        let loaded = Config::load(&[file], &Environment::default()).expect("it is right");
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH + Duration::from_millis(1_000_004_500));
        let running = boot::start(loaded.config, clock.clone()).await;
        Self {
            _folder: folder,
            running: running.expect("it starts"),
            clock,
        }
    }

    /// Asks on behalf of somebody behind the trusted proxy.
    fn get(&self, path: &str, client: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}{path}", self.running.address);
        let request = reqwest::Client::new().get(url);
        request.header("X-Forwarded-For", client)
    }

    async fn answer(&self, path: &str, client: &str) -> Response {
        self.get(path, client).send().await.expect("an answer")
    }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// What no answer of the API may lack.
fn carries_all(response: &Response) {
    assert_eq!(header(response, "access-control-allow-origin"), "*");
    assert_eq!(header(response, "x-ratelimit-limit"), "3");
    assert!(!header(response, "x-request-id").is_empty());
}

#[tokio::test]
async fn errors_are_documents_and_carry_what_answers_carry() {
    let server = Server::start().await;
    let response = server.answer("/api/v1/nothing", "192.0.2.1").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    carries_all(&response);
    assert!(header(&response, "content-type").starts_with("application/problem+json"));
    let body: Value = response.json().await.expect("a document");
    assert_eq!(body["code"], "route_not_found");

    let request = server
        .get("/api/v1/ping", "192.0.2.1")
        .bearer_auth("rubbish");
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    carries_all(&response);
    let body: Value = response.json().await.expect("a document");
    assert_eq!(body["code"], "invalid_token");
    assert!(
        body["docs"]
            .as_str()
            .is_some_and(|docs| docs.ends_with("operation/ping"))
    );
    server.running.stop().await;
}

#[tokio::test]
async fn an_address_that_calls_too_often_waits_for_the_next_window_and_others_do_not() {
    let server = Server::start().await;
    for remaining in ["2", "1", "0"] {
        let response = server.answer("/api/v1/ping", "192.0.2.1").await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(header(&response, "x-ratelimit-remaining"), remaining);
        assert_eq!(header(&response, "x-ratelimit-reset"), "1000010");
    }
    let response = server.answer("/api/v1/ping", "192.0.2.1").await;
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    carries_all(&response);
    assert_eq!(header(&response, "retry-after"), "6");
    assert_eq!(header(&response, "x-ratelimit-remaining"), "0");
    let body: Value = response.json().await.expect("a document");
    assert_eq!(body["status"], 429);

    let other = server.answer("/api/v1/ping", "192.0.2.2").await;
    assert_eq!(other.status(), StatusCode::OK);
    server.clock.advance(Duration::from_millis(5500));
    let later = server.answer("/api/v1/ping", "192.0.2.1").await;
    assert_eq!(later.status(), StatusCode::OK);
    server.running.stop().await;
}
