//! How sessions end.

use std::time::Duration;

use super::renew;
use crate::support::{
    answer::{json, problem, status},
    app::TestApp,
};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test(flavor = "multi_thread")]
async fn tokens_end_at_their_time() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let second = Duration::from_secs(1);
    app.advance(DAY - second);
    status(alice.get("/api/v1/users/me").await, 200).await;
    app.advance(second);
    problem(alice.get("/api/v1/users/me").await, 401, "invalid_token").await;
    let session = json(renew(&app, &alice.refresh_token).await, 200).await;
    let (access, refresh) = (&session["access_token"], &session["refresh_token"]);
    let renewed = app.with_token(access.as_str().unwrap());
    status(renewed.get("/api/v1/users/me").await, 200).await;
    app.advance(14 * DAY);
    let late = renew(&app, refresh.as_str().unwrap()).await;
    problem(late, 400, "invalid_grant").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn how_long_tokens_live_is_a_setting() {
    let app = TestApp::with(|config| {
        let lifetime = &mut config.oauth2.token_lifetime;
        lifetime.access_token = Duration::from_mins(2);
        lifetime.refresh_token = Duration::from_mins(5);
    })
    .await;
    let alice = app.user("alice").await;
    app.advance(Duration::from_mins(2));
    problem(alice.get("/api/v1/users/me").await, 401, "invalid_token").await;
    app.advance(Duration::from_mins(3));
    problem(
        renew(&app, &alice.refresh_token).await,
        400,
        "invalid_grant",
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_one_session_with_both_of_its_tokens() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let elsewhere = app.sign_in("alice").await;
    let answer = json(alice.post("/api/v1/users/revoke-token").await, 200).await;
    assert_eq!(answer["success"], true);
    problem(alice.get("/api/v1/users/me").await, 401, "invalid_token").await;
    problem(
        alice.post("/api/v1/users/revoke-token").await,
        401,
        "invalid_token",
    )
    .await;
    problem(
        renew(&app, &alice.refresh_token).await,
        400,
        "invalid_grant",
    )
    .await;
    status(elsewhere.get("/api/v1/users/me").await, 200).await;
    problem(app.post("/api/v1/users/revoke-token").await, 401, "").await;
    app.stop().await;
}
