//! The password grant, and everything that gets no session.

use serde_json::json;

use super::{ask, renew, with_password};
use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
    person::{PASSWORD, oauth_client},
    wait::until,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_password_opens_a_session() {
    let app = TestApp::start().await;
    app.user("alice").await;
    for login in ["alice", "ALICE", "alice@example.org", "Alice@Example.ORG"] {
        let answer = with_password(&app, login, PASSWORD).await;
        assert_eq!(answer.headers()["cache-control"], "no-store", "{login}");
        let session = json(answer, 200).await;
        assert_eq!(session["token_type"], "Bearer");
        assert_eq!(session["expires_in"], 24 * 60 * 60);
        assert_eq!(session["refresh_token_expires_in"], 14 * 24 * 60 * 60);
        let client = app.with_token(session["access_token"].as_str().unwrap());
        let me = json(client.get("/api/v1/users/me").await, 200).await;
        assert_eq!(me["username"], "alice");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_may_be_asked_for_in_json() {
    let app = TestApp::start().await;
    let (id, secret) = oauth_client(&app).await;
    let body = json!({
        "client_id": id, "client_secret": secret,
        "grant_type": "password", "username": "root", "password": PASSWORD,
    });
    let session = json(app.post_json("/api/v1/users/token", &body).await, 200).await;
    let client = app.with_token(session["access_token"].as_str().unwrap());
    status(client.get("/api/v1/users/me").await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_neither_client_nor_password_gets_no_session() {
    let app = TestApp::start().await;
    for (name, password) in [
        ("root", "wrong"),
        ("root", "CORRECT HORSE BATTERY"),
        ("nobody", PASSWORD),
        ("root\0", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
    ] {
        problem(
            with_password(&app, name, password).await,
            400,
            "invalid_grant",
        )
        .await;
    }
    problem(renew(&app, "made up").await, 400, "invalid_grant").await;
    let (id, secret) = oauth_client(&app).await;
    for (id, secret) in [(id.as_str(), "wrong"), ("wrong", secret.as_str()), ("", "")] {
        let form = [
            ("client_id", id),
            ("client_secret", secret),
            ("grant_type", "password"),
            ("username", "root"),
            ("password", PASSWORD),
        ];
        let answer = app.post_form("/api/v1/users/token", &form).await;
        problem(answer, 400, "invalid_client").await;
    }
    let answer = ask(&app, &[("grant_type", "client_credentials")]).await;
    problem(answer, 400, "unsupported_grant_type").await;
    invalid(ask(&app, &[]).await, &["grant_type"]).await;
    let answer = ask(&app, &[("grant_type", "password")]).await;
    invalid(answer, &["username", "password"]).await;
    let answer = ask(&app, &[("grant_type", "refresh_token")]).await;
    invalid(answer, &["refresh_token"]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_blocked_can_neither_sign_in_nor_go_on() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let block = "UPDATE users SET blocked = TRUE WHERE username = 'alice'";
    app.execute(block).await;
    problem(
        with_password(&app, "alice", PASSWORD).await,
        400,
        "invalid_grant",
    )
    .await;
    problem(alice.get("/api/v1/users/me").await, 401, "invalid_token").await;
    // Where nobody needs to be signed in, a token that is worth nothing is told so too.
    problem(alice.get("/api/v1/videos").await, 401, "invalid_token").await;
    problem(
        renew(&app, &alice.refresh_token).await,
        400,
        "invalid_grant",
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_node_does_to_a_session_is_seen_within_a_moment() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    status(alice.get("/api/v1/users/me").await, 200).await;
    // Behind this server's back, as another node would.
    app.database().execute("DELETE FROM tokens").await;
    until("the session is over", async || {
        let answer = alice.get("/api/v1/users/me").await;
        (answer.status() == 401).then_some(())
    })
    .await;
    app.stop().await;
}
