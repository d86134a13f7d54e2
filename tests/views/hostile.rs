//! What players may say, and what is refused.

use serde_json::json;

use super::stage::{field, flush, views};
use crate::support::{
    answer::{invalid, status},
    app::TestApp,
    videos::{draft, quick, row},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_is_none_is_refused() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    for position in [
        json!(-1),
        json!(11),
        json!(1.5),
        json!(1e18),
        json!(1_000_000_000_000_000_000_u64),
        json!("soon"),
        json!(null),
        json!([1]),
        json!({}),
        json!(true),
    ] {
        let body = json!({ "currentTime": position });
        invalid(app.post_json(&views(video), &body).await, &["currentTime"]).await;
    }
    invalid(
        app.post_json(&views(video), &json!({})).await,
        &["currentTime"],
    )
    .await;
    let body = json!({
        "currentTime": 1, "viewEvent": "jump", "sessionId": "s".repeat(201), "client": "c".repeat(101), "device": ""
    });
    let wrong = ["viewEvent", "sessionId", "client", "device"];
    invalid(app.post_json(&views(video), &body).await, &wrong).await;
    for position in [json!(0), json!(10), json!("3"), json!(4.0)] {
        let body = json!({ "currentTime": position, "viewEvent": "seek" });
        status(app.post_json(&views(video), &body).await, 204).await;
    }
    status(app.post(&views(video)).await, 400).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jumping_ahead_is_heard_and_not_believed() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    // Ten seconds watched in no time, in one step and in many.
    for position in 0..=10 {
        for session in ["steps", "leap"] {
            if session == "leap" && !matches!(position, 0 | 10) {
                continue;
            }
            let body = json!({ "currentTime": position, "sessionId": session });
            status(app.post_json(&views(video), &body).await, 204).await;
        }
    }
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 0);
    assert_eq!(field(&app, video, "viewers").await, 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_can_be_counted_is_told_to_wait() {
    let app = TestApp::with(|config| {
        config.transcoding.enabled = false;
        config.views.max_watched_videos = 2;
    })
    .await;
    let alice = app.user("alice").await;
    let mut answers = Vec::new();
    for name in ["One", "Two", "Three"] {
        let video = row(&app, &alice, &draft(name)).await;
        let body = json!({ "currentTime": 1 });
        let answer = app.post_json(&views(video), &body).await;
        flush(&app).await;
        answers.push(answer.status().as_u16());
        if answer.status() == 503 {
            assert_eq!(answer.headers()["retry-after"], "1");
        }
    }
    assert_eq!(answers, [204, 204, 503]);
    app.stop().await;
}
