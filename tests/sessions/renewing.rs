//! The refresh grant.

use futures_util::future::join_all;
use serde_json::Value;

use super::renew;
use crate::support::{
    answer::{json, problem, status},
    app::TestApp,
};

fn word<'a>(session: &'a Value, name: &str) -> &'a str {
    session[name].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_is_good_for_one_renewal() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let session = json(renew(&app, &alice.refresh_token).await, 200).await;
    assert_ne!(word(&session, "access_token"), alice.token);
    assert_ne!(word(&session, "refresh_token"), alice.refresh_token);
    let renewed = app.with_token(word(&session, "access_token"));
    status(renewed.get("/api/v1/users/me").await, 200).await;
    // The session before is over, with both of its tokens.
    problem(alice.get("/api/v1/users/me").await, 401, "invalid_token").await;
    problem(
        renew(&app, &alice.refresh_token).await,
        400,
        "invalid_grant",
    )
    .await;
    // A token of one kind is none of the other.
    problem(
        renew(&app, word(&session, "access_token")).await,
        400,
        "invalid_grant",
    )
    .await;
    let swapped = app.with_token(word(&session, "refresh_token"));
    problem(swapped.get("/api/v1/users/me").await, 401, "invalid_token").await;
    let again = renew(&app, word(&session, "refresh_token")).await;
    json(again, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_renew_one_session_at_once_one_wins() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let answers = join_all((0..8).map(|_| renew(&app, &alice.refresh_token))).await;
    let (mut won, mut lost) = (0, 0);
    for answer in answers {
        if answer.status() == 200 {
            won += 1;
        } else {
            problem(answer, 400, "invalid_grant").await;
            lost += 1;
        }
    }
    assert_eq!((won, lost), (1, 7));
    app.stop().await;
}
