//! Addresses that are none, and methods that an address does not answer.

use reqwest::Method;

use crate::support::{
    answer::{json, problem},
    app::TestApp,
};

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_path_is_no_route_whatever_the_method() {
    let app = TestApp::start().await;
    for path in [
        "/api/v1/nothing",
        "/api/v1",
        "/api/v1/",
        "/api/v1/videos/",
        "/api/v1/videos/1/2/3/4",
        "/api//v1/videos",
        "/api/v2/videos",
        "/nothing",
        "/static/nothing",
        "/.well-known/nothing",
        "/api/v1/%00",
        "/..%2f..%2fetc/passwd",
    ] {
        problem(app.get(path).await, 404, "route_not_found").await;
        problem(app.post(path).await, 404, "route_not_found").await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_method_is_told_which_ones_are_right() {
    let app = TestApp::start().await;
    let ask = |method: &str, path: &str| {
        let method: Method = method.parse().unwrap();
        app.request(method, path).send()
    };
    for (method, path, allowed) in [
        ("DELETE", "/api/v1/ping", "GET, HEAD"),
        ("PATCH", "/api/v1/videos/1", "GET, HEAD, PUT, DELETE"),
        ("GET", "/api/v1/users/token", "POST"),
        ("HEAD", "/api/v1/jobs/pause", "POST"),
        ("PUT", "/api/v1/jobs/pause", "POST"),
        (
            "GET",
            "/api/v1/videos/upload-resumable",
            "POST, PUT, DELETE",
        ),
        ("BREW", "/api/v1/config", "GET, HEAD"),
        ("POST", "/w/1", "GET, HEAD"),
        ("POST", "/live/1", "GET, HEAD"),
        ("POST", "/health", "GET, HEAD"),
    ] {
        let answer = ask(method, path).await.unwrap();
        assert_eq!(answer.status(), 405, "{method} {path}");
        assert_eq!(answer.headers()["allow"], allowed, "{method} {path}");
        if method != "HEAD" {
            problem(answer, 405, "").await;
        }
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn head_is_answered_wherever_get_is_and_has_no_body() {
    let app = TestApp::start().await;
    for path in [
        "/api/v1/config",
        "/api/v1/videos",
        "/api/v1/nothing",
        "/health",
        "/",
    ] {
        let (get, head) = (app.get(path).await, app.head(path).await);
        assert_eq!(get.status(), head.status(), "{path}");
        assert_eq!(
            get.headers().get("content-type"),
            head.headers().get("content-type")
        );
        assert!(head.bytes().await.unwrap().is_empty(), "{path}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_problem_names_the_operation_in_the_references_documentation() {
    let app = TestApp::start().await;
    let document = json(app.get("/api/v1/accounts/nobody").await, 404).await;
    let page = "https://docs.joinpeertube.org/api-rest-reference.html";
    assert_eq!(document["docs"], format!("{page}#operation/getAccount"));
    assert_eq!(document["type"], "about:blank");
    assert_eq!(document["error"], document["detail"]);
    let stranger = app.with_token("made up");
    let document = problem(stranger.get("/api/v1/users/me").await, 401, "invalid_token").await;
    assert_eq!(
        document["type"],
        format!("{page}#section/Errors/invalid_token")
    );
    app.stop().await;
}
