//! What the instance tells clients before anything else: its configuration, its words, its catalogues.

use crate::support::{answer::json, app::TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_is_told_to_everybody() {
    let app = TestApp::with(|config| {
        "Brook".clone_into(&mut config.instance.name);
        config.signup.enabled = true;
    })
    .await;
    let told = json(app.get("/api/v1/config").await, 200).await;
    assert_eq!(told["instance"]["name"], "Brook");
    assert_eq!(told["signup"]["allowed"], true);
    assert_eq!(told["signup"]["allowedForCurrentIP"], true);
    assert_eq!(told["serverVersion"], "7.0.0");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn registration_is_told_to_be_closed_once_there_are_enough_users() {
    let app = TestApp::with(|config| {
        config.signup.enabled = true;
        config.signup.limit = tributary::config::Limit::AtMost(2);
    })
    .await;
    let told = json(app.get("/api/v1/config").await, 200).await;
    assert_eq!(told["signup"]["allowed"], true);
    app.user("alice").await;
    let told = json(app.get("/api/v1/config").await, 200).await;
    assert_eq!(told["signup"]["allowed"], false);
    let node = json(app.get("/nodeinfo/2.0.json").await, 200).await;
    assert_eq!(node["openRegistrations"], false);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_instance_speaks_its_own_words() {
    let app = TestApp::with(|config| {
        "Be *kind*.".clone_into(&mut config.instance.code_of_conduct);
        config.instance.categories = vec![13];
    })
    .await;
    let about = json(app.get("/api/v1/config/about").await, 200).await;
    assert_eq!(about["instance"]["codeOfConduct"], "Be *kind*.");
    assert_eq!(about["instance"]["categories"], serde_json::json!([13]));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn catalogues_are_objects_of_labels() {
    let app = TestApp::start().await;
    for (catalogue, key, label) in [
        ("categories", "15", "Science & Technology"),
        ("licences", "7", "Public Domain Dedication"),
        ("languages", "fr", "French"),
        ("privacies", "5", "Password protected"),
    ] {
        let labels = json(app.get(&format!("/api/v1/videos/{catalogue}")).await, 200).await;
        assert_eq!(labels[key], label, "{catalogue}");
    }
    app.stop().await;
}

#[test]
fn keys_have_the_names_that_operators_know() {
    let entries = tributary::config::Config::default().entries();
    let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    for known in [
        "listen.port",
        "webserver.hostname",
        "storage.web_videos",
        "storage.streaming_playlists",
        "rates_limit.api.window",
        "transcoding.resolutions.720p",
        "transcoding.concurrency",
        "live.rtmp.port",
        "views.videos.local_buffer_update_interval",
        "database.url",
        "trust_proxy",
        "signup.limit",
        "user.video_quota",
    ] {
        assert!(keys.contains(&known), "{known}");
    }
}
