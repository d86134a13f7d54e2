//! What of oneself needs the current password: another password, another address.

use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
    person::{PASSWORD, sign_in},
};

const NEW: &str = "staple of another battery";

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_needs_the_current_one_and_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let elsewhere = app.sign_in("alice").await;
    let put = |body: Value| {
        let alice = alice.clone();
        async move { alice.put_json("/api/v1/users/me", &body).await }
    };
    invalid(put(json!({ "password": NEW })).await, &["currentPassword"]).await;
    let wrong = json!({ "password": NEW, "currentPassword": "wrong" });
    problem(put(wrong).await, 401, "current_password_is_invalid").await;
    status(elsewhere.get("/api/v1/users/me").await, 200).await;
    let right = json!({ "password": NEW, "currentPassword": PASSWORD });
    status(put(right).await, 204).await;
    status(alice.get("/api/v1/users/me").await, 200).await;
    problem(
        elsewhere.get("/api/v1/users/me").await,
        401,
        "invalid_token",
    )
    .await;
    problem(sign_in(&app, "alice", PASSWORD).await, 400, "invalid_grant").await;
    json(sign_in(&app, "alice", NEW).await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_address_needs_the_current_password_and_may_not_be_somebody_elses() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    app.user("bob").await;
    let put = |email: &str, password: Option<&str>| {
        let (alice, body) = (
            alice.clone(),
            json!({ "email": email, "currentPassword": password }),
        );
        async move { alice.put_json("/api/v1/users/me", &body).await }
    };
    let new = "alice@elsewhere.example";
    invalid(put(new, None).await, &["currentPassword"]).await;
    problem(
        put(new, Some("wrong")).await,
        401,
        "current_password_is_invalid",
    )
    .await;
    problem(
        put("BOB@example.org", Some(PASSWORD)).await,
        409,
        "already_taken",
    )
    .await;
    invalid(put("nowhere", Some(PASSWORD)).await, &["email"]).await;
    status(put(new, Some(PASSWORD)).await, 204).await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(me["email"], new);
    json(sign_in(&app, new, PASSWORD).await, 200).await;
    app.stop().await;
}
