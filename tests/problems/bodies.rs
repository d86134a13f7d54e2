//! Bodies that are not what they claim to be, or too much of it.

use reqwest::{Body, Method, Response};

use crate::support::{
    answer::{problem, status},
    app::TestApp,
    client::Client,
};

/// Operations that read JSON, whichever way.
const JSON: [(&str, &str); 5] = [
    ("PUT", "/api/v1/users/me"),
    ("POST", "/api/v1/users"),
    ("POST", "/api/v1/users/token"),
    ("POST", "/api/v1/server/debug/run-command"),
    ("POST", "/api/v1/videos/upload-resumable"),
];

async fn send(by: &Client, operation: (&str, &str), kind: &str, body: impl Into<Body>) -> Response {
    let method: Method = operation.0.parse().unwrap();
    let request = by
        .request(method, operation.1)
        .header("content-type", kind)
        .header("x-upload-content-length", "10")
        .header("x-upload-content-type", "video/mp4");
    request.body(body).send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_json_is_a_bad_request() {
    let app = TestApp::start().await;
    let root = app.root().await;
    for operation in JSON {
        for body in [
            &b"{"[..],
            b"[1, 2",
            b"{\"a\":1}}",
            b"{'a': 1}",
            b"[]",
            b"\"text\"",
            b"1e999",
            b"{\"command\":\"\xff\"}",
            b"\0",
        ] {
            let answer = send(root, operation, "application/json", body).await;
            let shown = String::from_utf8_lossy(body).into_owned();
            assert_eq!(answer.status(), 400, "{operation:?} {shown}");
            let kind = answer.headers()["content-type"].to_str().unwrap();
            assert!(kind.starts_with("application/problem+json"), "{kind}");
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn json_ten_thousand_deep_is_a_bad_request_and_the_server_goes_on() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let depth = 10_000;
    let lists = format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let objects = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    let open = "[".repeat(depth);
    for operation in JSON {
        for body in [&lists, &objects, &open] {
            let answer = send(root, operation, "application/json", body.clone()).await;
            problem(answer, 400, "").await;
        }
    }
    status(app.get("/api/v1/ping").await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_beyond_the_limit_is_too_large_with_and_without_its_length() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let long = format!("{{\"displayName\":\"{}\"}}", "a".repeat(600 * 1024));
    for operation in JSON {
        let answer = send(root, operation, "application/json", long.clone()).await;
        problem(answer, 413, "").await;
        let chunks = long.as_bytes().chunks(16 * 1024);
        let chunks: Vec<_> = chunks
            .map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec()))
            .collect();
        let body = Body::wrap_stream(futures_util::stream::iter(chunks));
        let answer = send(root, operation, "application/json", body).await;
        problem(answer, 413, "").await;
    }
    let form = format!("username={}", "a".repeat(600 * 1024));
    let token = ("POST", "/api/v1/users/token");
    let answer = send(root, token, "application/x-www-form-urlencoded", form).await;
    problem(answer, 413, "").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_another_kind_is_refused() {
    let app = TestApp::start().await;
    let root = app.root().await;
    for operation in JSON {
        let answer = send(root, operation, "text/plain", "{}").await;
        problem(answer, 415, "").await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_in_parts_that_is_none_is_a_bad_request() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let upload = ("POST", "/api/v1/videos/upload");
    let good = "multipart/form-data; boundary=line";
    for (kind, body) in [
        ("multipart/form-data", "--line--\r\n"),
        ("multipart/form-data; boundary=", "--line--\r\n"),
        (good, ""),
        (good, "no parts at all"),
        (
            good,
            "--line\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--line--\r\n",
        ),
        (good, "--line\r\n\r\nno head\r\n--line--\r\n"),
        (
            good,
            "--line\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nno end",
        ),
        (
            good,
            "--line\r\nContent-Disposition: attachment; name=\"name\"\r\n\r\nx\r\n--line--\r\n",
        ),
        (
            good,
            "--other\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nx\r\n--other--\r\n",
        ),
        (
            good,
            "--line\r\nContent-Disposition: form-data; name=\"a[b[c]\"\r\n\r\nx\r\n--line--\r\n",
        ),
    ] {
        let answer = send(root, upload, kind, body).await;
        let found = answer.status();
        assert_eq!(
            found,
            400,
            "{kind} {body:?}: {}",
            answer.text().await.unwrap()
        );
    }
    app.stop().await;
}
