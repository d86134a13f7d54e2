//! What users have watched.

use reqwest::multipart::Form;
use serde_json::json;

use super::stage::{SECOND, duty, ping, views};
use crate::support::{
    answer::{json as parsed, status},
    app::TestApp,
    client::Client,
    videos::{draft, quick, row},
};

const HISTORY: &str = "/api/v1/users/me/history/videos";

async fn history(client: &Client, query: &str) -> Vec<(String, i64)> {
    let list = parsed(client.get(&format!("{HISTORY}{query}")).await, 200).await;
    let data = list["data"].as_array().unwrap();
    if query.is_empty() {
        assert_eq!(list["total"], data.len());
    }
    let shown = data.iter().map(|video| {
        let position = video["userHistory"]["currentTime"].as_i64().unwrap();
        (video["name"].as_str().unwrap().to_owned(), position)
    });
    shown.collect()
}

fn seen(name: &str, position: i64) -> (String, i64) {
    (name.to_owned(), position)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_user_watched_is_listed_with_how_far_they_are() {
    let app = quick().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let mut videos = Vec::new();
    for name in ["One", "Two", "Three"] {
        let video = row(&app, &alice, &draft(name)).await;
        ping(&bob, video, "s", 3).await;
        app.advance(SECOND);
        videos.push(video);
    }
    let (one, two) = (videos[0], videos[1]);
    ping(&bob, one, "s", 4).await;
    let watching = format!("/api/v1/videos/{two}/watching");
    app.advance(SECOND);
    status(
        bob.put_json(&watching, &json!({ "currentTime": 7 })).await,
        204,
    )
    .await;
    assert_eq!(
        history(&bob, "").await,
        [seen("Two", 7), seen("One", 4), seen("Three", 3)]
    );
    assert_eq!(history(&bob, "?start=1&count=1").await, [seen("One", 4)]);
    assert_eq!(history(&bob, "?search=thr").await, [seen("Three", 3)]);
    assert_eq!(history(&alice, "").await, []);
    let details = parsed(bob.get(&format!("/api/v1/videos/{two}")).await, 200).await;
    assert_eq!(details["userHistory"], json!({ "currentTime": 7 }));
    let details = parsed(alice.get(&format!("/api/v1/videos/{two}")).await, 200).await;
    assert_eq!(details.get("userHistory"), None);
    let list = parsed(bob.get("/api/v1/videos?sort=name").await, 200).await;
    assert_eq!(list["data"][0]["userHistory"]["currentTime"], 4);
    status(bob.delete(&format!("{HISTORY}/{one}")).await, 204).await;
    status(bob.delete(&format!("{HISTORY}/{one}")).await, 204).await;
    status(bob.delete(&format!("{HISTORY}/none")).await, 400).await;
    assert_eq!(history(&bob, "").await, [seen("Two", 7), seen("Three", 3)]);
    let unwatched = parsed(
        bob.get("/api/v1/videos?excludeAlreadyWatched=true").await,
        200,
    )
    .await;
    assert_eq!(unwatched["total"], 1);
    assert_eq!(unwatched["data"][0]["name"], "One");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_clears_it_all_or_up_to_a_date_and_can_turn_it_off() {
    let app = quick().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let mut between = String::new();
    for name in ["One", "Two"] {
        let video = row(&app, &alice, &draft(name)).await;
        ping(&bob, video, "s", 3).await;
        if between.is_empty() {
            app.advance(10 * SECOND);
            between = app.app().clock.now().to_rfc3339();
            app.advance(10 * SECOND);
        }
    }
    let remove = format!("{HISTORY}/remove");
    let form = Form::new().text("beforeDate", between);
    status(bob.post_multipart(&remove, form).await, 204).await;
    assert_eq!(history(&bob, "").await, [seen("Two", 3)]);
    let form = Form::new().text("beforeDate", "yesterday");
    status(bob.post_multipart(&remove, form).await, 400).await;
    status(bob.post(&remove).await, 204).await;
    assert_eq!(history(&bob, "").await, []);
    let off = json!({ "videosHistoryEnabled": false });
    status(bob.put_json("/api/v1/users/me", &off).await, 204).await;
    let video = row(&app, &alice, &draft("Three")).await;
    ping(&bob, video, "s", 3).await;
    assert_eq!(history(&bob, "").await, []);
    status(
        app.post_json(&views(video), &json!({ "currentTime": 1 }))
            .await,
        204,
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_may_not_watch_any_more_is_not_listed_and_old_entries_go() {
    let app = TestApp::with(|config| {
        config.transcoding.enabled = false;
        let month = std::time::Duration::from_secs(30 * 24 * 3600);
        config.history.videos.max_age = tributary::config::value::Limit::AtMost(month);
    })
    .await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let video = row(&app, &alice, &draft("Shy")).await;
    ping(&bob, video, "s", 3).await;
    ping(&alice, video, "s", 5).await;
    let path = format!("/api/v1/videos/{video}");
    status(alice.put_json(&path, &json!({ "privacy": 3 })).await, 204).await;
    assert_eq!(history(&bob, "").await, []);
    assert_eq!(history(&alice, "").await, [seen("Shy", 5)]);
    app.advance(31 * 24 * 3600 * SECOND);
    duty(&app, "prune-views").await;
    let alice = app.sign_in("alice").await;
    assert_eq!(history(&alice, "").await, []);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_users_are_survives_a_stop() {
    let mut app = quick().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let video = row(&app, &alice, &draft("One")).await;
    ping(&bob, video, "s", 3).await;
    app.restart().await;
    let bob = app.sign_in("bob").await;
    assert_eq!(history(&bob, "").await, [seen("One", 3)]);
    app.stop().await;
}
