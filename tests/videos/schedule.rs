//! A change of privacy that waits for its time.

use std::time::Duration;

use serde_json::{Value, json};

use super::lists::names;
use crate::support::{
    answer::{problem, status},
    app::TestApp,
    videos::{api, command, details, put, quick, tiny, word},
};

const HOUR: Duration = Duration::from_secs(3600);
const DUTY: &str = "process-update-videos-scheduler";

fn in_an_hour(app: &TestApp) -> String {
    let at = app.app().clock.now() + HOUR;
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_change_of_privacy_happens_at_its_time_and_not_before() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "For later").await;
    put(&alice, &video, json!({ "privacy": 3 })).await;
    let at = in_an_hour(&app);
    put(
        &alice,
        &video,
        json!({ "scheduleUpdate": { "updateAt": at, "privacy": 1 } }),
    )
    .await;
    let before = details(&alice, &video).await;
    assert_eq!(
        before["scheduledUpdate"],
        json!({ "updateAt": at, "privacy": 1 })
    );
    app.advance(HOUR - Duration::from_millis(1));
    command(&app, DUTY).await;
    problem(app.get(&api(&video)).await, 401, "").await;
    app.advance(Duration::from_millis(1));
    command(&app, DUTY).await;
    let after = details(&app, &video).await;
    assert_eq!(after["privacy"]["id"], 1);
    assert_eq!(
        details(&alice, &video).await["scheduledUpdate"],
        Value::Null
    );
    assert_eq!(word(&after, "publishedAt"), at);
    assert_eq!(names(&app, "/api/v1/videos").await, ["For later"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_is_kept_by_other_changes_and_taken_away_by_null() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Perhaps").await;
    let at = in_an_hour(&app);
    put(
        &alice,
        &video,
        json!({ "privacy": 2, "scheduleUpdate": { "updateAt": at, "privacy": 1 } }),
    )
    .await;
    put(&alice, &video, json!({ "name": "Perhaps not" })).await;
    let shown = details(&alice, &video).await;
    assert_eq!(shown["scheduledUpdate"]["updateAt"], at);
    // What is planned is nobody else's business.
    assert_eq!(details(&app, &video).await["scheduledUpdate"], Value::Null);
    put(&alice, &video, json!({ "scheduleUpdate": null })).await;
    assert_eq!(
        details(&alice, &video).await["scheduledUpdate"],
        Value::Null
    );
    app.advance(2 * HOUR);
    command(&app, DUTY).await;
    assert_eq!(details(&app, &video).await["privacy"]["id"], 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_ends_with_its_video() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = tiny(&app, &alice, "Gone before").await;
    let schedule = json!({ "updateAt": in_an_hour(&app), "privacy": 2 });
    put(&alice, &video, json!({ "scheduleUpdate": schedule })).await;
    status(alice.delete(&api(&video)).await, 204).await;
    app.advance(2 * HOUR);
    command(&app, DUTY).await;
    app.stop().await;
}
