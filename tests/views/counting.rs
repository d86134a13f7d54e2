//! What counts as a view and as a viewer.

use serde_json::json;
use tributary::{domain::Privacy, store::video_passwords};

use super::stage::{SECOND, field, flush, ping, views, watch};
use crate::support::{
    answer::{json as parsed, status},
    app::TestApp,
    client::Client,
    videos::{command, draft, quick, row, set},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_view_counts_when_enough_was_watched_and_once_per_session() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    watch(&app, &app, video, "a", (0, 9)).await;
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 0);
    assert_eq!(field(&app, video, "viewers").await, 1);
    app.advance(SECOND);
    ping(&app, video, "a", 10).await;
    watch(&app, &app, video, "b", (0, 10)).await;
    watch(&app, &app, video, "a", (0, 10)).await;
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 2);
    assert_eq!(field(&app, video, "viewers").await, 2);
    app.advance(3600 * SECOND);
    watch(&app, &app, video, "a", (0, 10)).await;
    command(&app, "process-video-views-buffer").await;
    command(&app, "process-video-viewers").await;
    assert_eq!(
        field(&app, video, "views").await,
        3,
        "again, after view_expiration"
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_half_of_a_short_video_is_a_view() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Eight seconds")).await;
    set(&app, video, "duration = 8", app.app().clock.now()).await;
    watch(&app, &app, video, "a", (0, 4)).await;
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 0);
    app.advance(SECOND);
    ping(&app, video, "a", 5).await;
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_trusted_session_the_address_and_agent_of_a_day_are_the_viewer() {
    let app = TestApp::with(|config| {
        config.transcoding.enabled = false;
        config.views.videos.trust_viewer_session_id = false;
        config.views.videos.count_view_after = std::time::Duration::ZERO;
    })
    .await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Watched")).await;
    ping(&app, video, "a", 0).await;
    ping(&app, video, "b", 0).await;
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 1);
    let other = Client::new(app.address(), "https://video.test".to_owned());
    let request = other.request(reqwest::Method::POST, &views(video));
    let request = request.header("user-agent", "another player");
    status(
        request
            .json(&json!({ "currentTime": 0 }))
            .send()
            .await
            .unwrap(),
        204,
    )
    .await;
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 2);
    app.advance(24 * 3600 * SECOND);
    ping(&app, video, "a", 0).await;
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 3);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn crawlers_and_prefetches_are_answered_and_not_counted() {
    let app = TestApp::with(|config| {
        config.transcoding.enabled = false;
        config.views.videos.count_view_after = std::time::Duration::ZERO;
    })
    .await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Crawled")).await;
    for (name, value) in [
        (
            "user-agent",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        ),
        ("sec-purpose", "prefetch;prerender"),
    ] {
        let request = app
            .request(reqwest::Method::POST, &views(video))
            .header(name, value);
        let body = json!({ "currentTime": 0, "sessionId": name });
        status(request.json(&body).send().await.unwrap(), 204).await;
    }
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 0);
    assert_eq!(field(&app, video, "viewers").await, 0);
    ping(&app, video, "somebody", 0).await;
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_watch_a_video_is_counted() {
    let app = quick().await;
    let alice = app.user("alice").await;
    let mut secret = draft("Secret");
    secret.privacy = Privacy::Private;
    let video = row(&app, &alice, &secret).await;
    let body = json!({ "currentTime": 1 });
    status(app.post_json(&views(video), &body).await, 401).await;
    let bob = app.user("bob").await;
    status(bob.post_json(&views(video), &body).await, 403).await;
    status(alice.post_json(&views(video), &body).await, 204).await;
    status(app.post_json(&views(999_999), &body).await, 404).await;
    let mut protected = draft("Protected");
    protected.privacy = Privacy::Password;
    let video = row(&app, &alice, &protected).await;
    let mut tx = app.app().store.begin().await.unwrap();
    let password = ["open sesame".to_owned()];
    video_passwords::replace(&mut tx, video, &password, app.app().clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    status(app.post_json(&views(video), &body).await, 403).await;
    let request = app.request(reqwest::Method::POST, &views(video));
    let request = request.header("x-peertube-video-password", "open sesame");
    status(request.json(&body).send().await.unwrap(), 204).await;
    flush(&app).await;
    let details = parsed(alice.get(&format!("/api/v1/videos/{video}")).await, 200).await;
    assert_eq!(details["viewers"], 1);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_written_by_a_stop_and_viewers_are_known_after_a_start() {
    let mut app = quick().await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Ten seconds")).await;
    watch(&app, &app, video, "a", (0, 10)).await;
    watch(&app, &app, video, "b", (0, 5)).await;
    app.restart().await;
    assert_eq!(field(&app, video, "views").await, 1);
    app.advance(5 * SECOND);
    ping(&app, video, "b", 10).await;
    ping(&app, video, "a", 0).await;
    flush(&app).await;
    assert_eq!(field(&app, video, "views").await, 2);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn views_of_another_servers_video_are_one_outbox_row_a_flush() {
    let app = TestApp::with(|config| {
        config.transcoding.enabled = false;
        config.views.videos.count_view_after = std::time::Duration::ZERO;
    })
    .await;
    let alice = app.user("alice").await;
    let video = row(&app, &alice, &draft("Theirs")).await;
    set(&app, video, "remote = TRUE", app.app().clock.now()).await;
    let theirs = "UPDATE actors SET host = 'other.example'
                  WHERE id = (SELECT c.actor_id FROM channels c JOIN videos v ON v.channel_id = c.id WHERE v.remote)";
    app.database().execute(theirs).await;
    for flushed in [3, 2] {
        for session in 0..flushed {
            ping(&app, video, &format!("{flushed} {session}"), 0).await;
        }
        flush(&app).await;
    }
    let rows = "SELECT host || ' ' || amount FROM outbox WHERE activity = 'view' ORDER BY id";
    assert_eq!(
        app.database().texts(rows).await,
        ["other.example 3", "other.example 2"]
    );
    let ours = "SELECT CAST(views AS TEXT) FROM videos WHERE remote";
    assert_eq!(
        app.database().texts(ours).await,
        ["0"],
        "their server says how many there are"
    );
    app.stop().await;
}
