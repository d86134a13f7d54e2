//! Two-factor: a code of an app beside the password.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
    person::{PASSWORD, Person, oauth_client, sign_in},
};

fn path(of: &Person, what: &str) -> String {
    format!("/api/v1/users/{}/two-factor/{what}", of.user_id)
}

/// The code that an app shows at this server's time.
fn code(app: &TestApp, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let code = Builder::new().with_secret(secret).build().unwrap();
    let now = app.app().clock.now().timestamp();
    code.generate(u64::try_from(now).unwrap()).to_string()
}

async fn sign_in_with(app: &TestApp, code: &str) -> Response {
    let (id, secret) = oauth_client(app).await;
    let form = [
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", PASSWORD),
    ];
    let request = app.request(Method::POST, "/api/v1/users/token");
    request
        .header("x-peertube-otp", code)
        .form(&form)
        .send()
        .await
        .unwrap()
}

/// Turns it on; the secret.
async fn turn_on(app: &TestApp, alice: &Person) -> String {
    let body = json!({ "currentPassword": PASSWORD });
    let asked = json(alice.post_json(&path(alice, "request"), &body).await, 200).await;
    let asked = &asked["otpRequest"];
    let secret = asked["secret"].as_str().unwrap();
    assert!(asked["uri"].as_str().unwrap().contains(secret));
    let body = json!({ "requestToken": asked["requestToken"], "otpToken": code(app, secret) });
    status(
        alice
            .post_json(&path(alice, "confirm-request"), &body)
            .await,
        204,
    )
    .await;
    secret.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_takes_a_code_that_is_good_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let secret = turn_on(&app, &alice).await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(me["twoFactorEnabled"], true);
    let answer = sign_in(&app, "alice", PASSWORD).await;
    assert_eq!(answer.headers()["x-peertube-otp"], "required; app");
    problem(answer, 401, "missing_two_factor").await;
    // Who does not know the password does not learn that there is a code.
    problem(sign_in(&app, "alice", "wrong").await, 400, "invalid_grant").await;
    problem(
        sign_in_with(&app, "000000").await,
        400,
        "invalid_two_factor",
    )
    .await;
    // The code that turned it on is used.
    problem(
        sign_in_with(&app, &code(&app, &secret)).await,
        400,
        "invalid_two_factor",
    )
    .await;
    app.advance(Duration::from_secs(60));
    let fresh = code(&app, &secret);
    let (one, other) = tokio::join!(sign_in_with(&app, &fresh), sign_in_with(&app, &fresh));
    let mut statuses = [one.status().as_u16(), other.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    // What is kept is no key.
    let kept = app
        .database()
        .bytes("SELECT otp_secret FROM users WHERE otp_secret IS NOT NULL")
        .await;
    let raw = Secret::try_from_base32(&secret).unwrap();
    let is_plain = |kept: &[u8]| kept.windows(20).any(|part| part == raw.as_bytes());
    assert!(kept.len() == 1 && !is_plain(&kept[0]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_turned_on_and_off_with_the_password() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let bob = app.user("bob").await;
    let request = path(&alice, "request");
    invalid(
        alice.post_json(&request, &json!({})).await,
        &["currentPassword"],
    )
    .await;
    let wrong = json!({ "currentPassword": "wrong" });
    problem(
        alice.post_json(&request, &wrong).await,
        403,
        "current_password_is_invalid",
    )
    .await;
    let right = json!({ "currentPassword": PASSWORD });
    status(bob.post_json(&request, &right).await, 403).await;
    let asked = json(alice.post_json(&request, &right).await, 200).await;
    let token = asked["otpRequest"]["requestToken"].clone();
    let confirm = path(&alice, "confirm-request");
    let secret = asked["otpRequest"]["secret"].as_str().unwrap().to_owned();
    let body = |code: &str| json!({ "requestToken": token, "otpToken": code });
    status(alice.post_json(&confirm, &body("000000")).await, 403).await;
    let forged = json!({ "requestToken": "ab", "otpToken": code(&app, &secret) });
    status(alice.post_json(&confirm, &forged).await, 403).await;
    // Another's cannot be turned on with it.
    let code_now = code(&app, &secret);
    status(
        bob.post_json(&path(&bob, "confirm-request"), &body(&code_now))
            .await,
        403,
    )
    .await;
    status(alice.post_json(&confirm, &body(&code_now)).await, 204).await;
    status(alice.post_json(&confirm, &body(&code_now)).await, 400).await;
    status(alice.post_json(&request, &right).await, 400).await;
    let disable = path(&alice, "disable");
    problem(
        alice.post_json(&disable, &wrong).await,
        403,
        "current_password_is_invalid",
    )
    .await;
    status(bob.post_json(&disable, &right).await, 403).await;
    status(alice.post_json(&disable, &right).await, 204).await;
    status(alice.post_json(&disable, &right).await, 400).await;
    json(sign_in(&app, "alice", PASSWORD).await, 200).await;
    // Those who run the instance turn it off for who has lost their app.
    turn_on(&app, &alice).await;
    let moderator = app.moderator("mod").await;
    status(moderator.post_json(&request, &right).await, 403).await;
    status(moderator.post_json(&disable, &json!({})).await, 204).await;
    json(sign_in(&app, "alice", PASSWORD).await, 200).await;
    app.stop().await;
}
