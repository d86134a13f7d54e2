//! A player in a real browser that tells where it is, and the page of statistics.

use serde_json::json;

use super::stage::flush;
use crate::support::{
    browser::{Script, output},
    clip,
    videos::{complete, word},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_counted_and_its_owner_sees_that_on_the_page_of_statistics() {
    let app = complete().await;
    let alice = app.user("alice").await;
    let video = app
        .upload(&alice, &clip::tiny_mp4(app.folder()), "Tiny")
        .await;
    app.jobs_done().await;
    let base = format!("http://{}", app.address());
    let arguments = [
        base.as_str(),
        word(&video, "shortUUID"),
        "alice",
        &output("stats"),
    ];
    let mut script = Script::start("stats.mjs", &arguments);
    script.reaches("watched");
    flush(&app).await;
    script.go_on();
    let seen = script.succeeds();
    assert!(seen["watching"]["said"].as_i64().unwrap() >= 3, "{seen}");
    assert_eq!(seen["watching"]["views"], "0 views");
    assert_eq!(seen["viewers"], "1");
    assert_eq!(seen["country"], "Not known–");
    assert_eq!(seen["groupInterval"], json!("1 hour"));
    let csv = seen["csv"].as_str().unwrap();
    assert!(
        csv.starts_with("date,views,viewers,watched_seconds\r\n"),
        "{csv}"
    );
    assert!(csv.contains("second,retention_percent\r\n0,"), "{csv}");
    app.stop().await;
}
