//! What scripts of other origins may read.

use reqwest::{Method, Response};

use crate::support::app::TestApp;

const SHARED: [&str; 10] = [
    "/api/v1/config",
    "/api/v1/nothing",
    "/api/v1/users/me",
    "/static/web-videos/none.mp4",
    "/static/streaming-playlists/hls/none/none.m3u8",
    "/lazy-static/thumbnails/none.jpg",
    "/download/videos/generate/1",
    "/feeds/videos.xml",
    "/services/oembed",
    "/.well-known/webfinger",
];

const NOT_SHARED: [&str; 4] = ["/", "/w/none", "/videos/embed/none", "/health"];

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    let value = answer.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

async fn from_elsewhere(app: &TestApp, method: Method, path: &str) -> Response {
    let request = app
        .request(method, path)
        .header("origin", "https://elsewhere.example")
        .header("access-control-request-method", "PUT")
        .header(
            "access-control-request-headers",
            "authorization, x-upload-content-length",
        );
    request.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_prefixes_are_open_to_every_origin_and_never_with_credentials() {
    let app = TestApp::start().await;
    for path in SHARED.into_iter().chain(["/nodeinfo/2.0.json"]) {
        let answer = from_elsewhere(&app, Method::GET, path).await;
        assert_eq!(
            header(&answer, "access-control-allow-origin"),
            "*",
            "{path}"
        );
        assert_eq!(header(&answer, "access-control-allow-credentials"), "");
        let exposed = header(&answer, "access-control-expose-headers").to_lowercase();
        for name in [
            "content-range",
            "content-length",
            "range",
            "location",
            "retry-after",
            "x-ratelimit-limit",
            "x-ratelimit-remaining",
            "x-ratelimit-reset",
            "x-peertube-otp",
        ] {
            assert!(exposed.split(", ").any(|one| one == name), "{path}: {name}");
        }
    }
    for path in NOT_SHARED {
        let answer = from_elsewhere(&app, Method::GET, path).await;
        assert_eq!(header(&answer, "access-control-allow-origin"), "", "{path}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preflight_allows_what_clients_send() {
    let app = TestApp::start().await;
    for path in SHARED {
        let answer = from_elsewhere(&app, Method::OPTIONS, path).await;
        assert_eq!(answer.status(), 204, "{path}");
        assert_eq!(header(&answer, "access-control-allow-origin"), "*");
        assert_eq!(header(&answer, "access-control-allow-credentials"), "");
        let methods = header(&answer, "access-control-allow-methods");
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE"] {
            assert!(methods.split(", ").any(|one| one == method), "{methods}");
        }
        let allowed = header(&answer, "access-control-allow-headers").to_lowercase();
        for name in [
            "range",
            "authorization",
            "content-type",
            "content-range",
            "x-upload-content-length",
            "x-upload-content-type",
            "x-peertube-video-password",
            "x-peertube-otp",
        ] {
            assert!(allowed.split(", ").any(|one| one == name), "{allowed}");
        }
    }
    for path in NOT_SHARED {
        let answer = from_elsewhere(&app, Method::OPTIONS, path).await;
        assert_eq!(answer.status(), 405, "{path}");
        assert_eq!(header(&answer, "access-control-allow-methods"), "");
    }
    app.stop().await;
}
