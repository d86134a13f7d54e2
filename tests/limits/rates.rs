//! Rate limits, as clients see them.

use std::time::Duration;

use reqwest::{Method, Response};
use tributary::{clock::Clock, config::RateLimit, domain::Timestamp};

use crate::support::{
    answer::{problem, status},
    app::TestApp,
};

/// Half a second after the beginning of a window of ten seconds and of one of five minutes.
const BEGIN: Duration = Duration::from_millis(1_800_000_000_500);

fn limit(max: u32, window: Duration) -> RateLimit {
    RateLimit { window, max }
}

async fn limited(api: u32, login: u32) -> TestApp {
    TestApp::at(Clock::fixed(Timestamp::UNIX_EPOCH + BEGIN), |config| {
        config.rates_limit.api = limit(api, Duration::from_secs(10));
        config.rates_limit.login = limit(login, Duration::from_mins(5));
        config.rates_limit.signup = limit(2, Duration::from_mins(5));
    })
    .await
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    let value = answer.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

fn numbers(answer: &Response) -> [&str; 3] {
    [
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    ]
    .map(|name| header(answer, name))
}

/// A call through a proxy on this machine.
async fn through(app: &TestApp, method: Method, path: &str, client: &str) -> Response {
    let request = app.request(method, path).header("x-forwarded-for", client);
    request.send().await.unwrap()
}

async fn get(app: &TestApp, path: &str, client: &str) -> Response {
    through(app, Method::GET, path, client).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_of_the_api_is_counted_told_and_over_at_its_end() {
    let app = limited(3, 1000).await;
    let end = "1800000010";
    for (path, remaining) in [
        ("/api/v1/ping", "2"),
        ("/api/v1/nothing", "1"),
        ("/api/v1/videos", "0"),
    ] {
        let answer = get(&app, path, "192.0.2.1").await;
        assert_ne!(answer.status(), 429);
        assert_eq!(numbers(&answer), ["3", remaining, end]);
        assert_eq!(header(&answer, "retry-after"), "");
    }
    let answer = get(&app, "/api/v1/ping", "192.0.2.1").await;
    assert_eq!(numbers(&answer), ["3", "0", end]);
    assert_eq!(header(&answer, "retry-after"), "10");
    problem(answer, 429, "").await;
    status(get(&app, "/api/v1/ping", "192.0.2.2").await, 200).await;
    status(get(&app, "/health", "192.0.2.1").await, 200).await;
    status(get(&app, "/", "192.0.2.1").await, 200).await;
    app.advance(Duration::from_millis(9499));
    problem(get(&app, "/api/v1/ping", "192.0.2.1").await, 429, "").await;
    app.advance(Duration::from_millis(1));
    status(get(&app, "/api/v1/ping", "192.0.2.1").await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_has_a_window_of_its_own() {
    let app = limited(1000, 2).await;
    let token = "/api/v1/users/token";
    for (path, remaining) in [(token, "1"), ("/api/v1/users/%74oken", "0")] {
        let answer = through(&app, Method::POST, path, "2001:db8:1:2::1").await;
        assert_eq!(numbers(&answer), ["2", remaining, "1800000300"]);
        assert_eq!(answer.status(), 400);
    }
    // Another address of the same household.
    let answer = through(&app, Method::POST, token, "2001:db8:1:2:ffff::9").await;
    assert_eq!(header(&answer, "retry-after"), "300");
    problem(answer, 429, "").await;
    let other = through(&app, Method::POST, token, "2001:db8:1:3::1").await;
    assert_eq!(other.status(), 400);
    // The rest of the API is not closed by it.
    let answer = get(&app, "/api/v1/ping", "2001:db8:1:2::1").await;
    assert_eq!(numbers(&answer)[0], "1000");
    status(answer, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_to_register_that_fails_is_given_back() {
    let app = limited(1000, 1000).await;
    for _ in 0..5 {
        let path = "/api/v1/users/register";
        let answer = through(&app, Method::POST, path, "192.0.2.1").await;
        assert!(answer.status().is_client_error() && answer.status() != 429);
        assert_eq!(numbers(&answer)[..2], ["2", "2"]);
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_a_trusted_proxy_is_believed_about_an_address() {
    let app = TestApp::with(|config| {
        config.trust_proxy = Vec::new();
        config.rates_limit.api = limit(2, Duration::from_secs(10));
    })
    .await;
    for client in ["192.0.2.1", "192.0.2.2"] {
        status(get(&app, "/api/v1/ping", client).await, 200).await;
    }
    problem(get(&app, "/api/v1/ping", "192.0.2.3").await, 429, "").await;
    problem(app.get("/api/v1/ping").await, 429, "").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_chain_the_last_address_before_the_proxies_counts() {
    let app = limited(1, 1000).await;
    status(
        get(&app, "/api/v1/ping", "203.0.113.1, 192.0.2.1").await,
        200,
    )
    .await;
    // What a client writes itself stands further left, and changes nothing.
    let answer = get(&app, "/api/v1/ping", "203.0.113.2, 192.0.2.1, 127.0.0.1").await;
    problem(answer, 429, "").await;
    status(get(&app, "/api/v1/ping", "192.0.2.1, 192.0.2.2").await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_may_register_in_five_minutes_from_one_address() {
    let app = TestApp::at(Clock::fixed(Timestamp::UNIX_EPOCH + BEGIN), |config| {
        config.rates_limit.signup = limit(2, Duration::from_mins(5));
        config.signup.enabled = true;
        config.signup.requires_approval = false;
        config.signup.limit = tributary::config::Limit::Unlimited;
    })
    .await;
    let register = async |name: &str| {
        let body = serde_json::json!({
            "username": name, "password": "a password", "email": format!("{name}@example.org"),
        });
        app.post_json("/api/v1/users/register", &body).await
    };
    status(register("alice").await, 204).await;
    // One that fails is given back.
    problem(register("alice").await, 409, "already_taken").await;
    status(register("bob").await, 204).await;
    problem(register("carol").await, 429, "").await;
    app.advance(Duration::from_mins(5));
    status(register("carol").await, 204).await;
    app.stop().await;
}
