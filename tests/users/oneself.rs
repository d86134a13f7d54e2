//! `GET` and `PUT /api/v1/users/me`, and what one's videos take.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, status},
    app::TestApp,
    clip,
    person::Person,
};

async fn me(person: &Person) -> Value {
    json(person.get("/api/v1/users/me").await, 200).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_oneself_is_changed_and_read_again() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let before = me(&alice).await;
    for (field, value) in [
        ("displayName", json!("Alice the First")),
        ("description", json!("Hello\nthere ☂")),
    ] {
        let body = json!({ field: value });
        status(alice.put_json("/api/v1/users/me", &body).await, 204).await;
        assert_eq!(me(&alice).await["account"][field], value);
    }
    for field in [
        "p2pEnabled",
        "autoPlayVideo",
        "autoPlayNextVideo",
        "autoPlayNextVideoPlaylist",
        "videosHistoryEnabled",
        "noInstanceConfigWarningModal",
        "noAccountSetupWarningModal",
        "noWelcomeModal",
    ] {
        let value = json!(!before[field].as_bool().unwrap_or_else(|| panic!("{field}")));
        let body = json!({ field: value });
        status(alice.put_json("/api/v1/users/me", &body).await, 204).await;
        assert_eq!(me(&alice).await[field], value, "{field}");
    }
    for (field, given, shown, value) in [
        (
            "videoLanguages",
            json!(["fr", "_unknown"]),
            "videoLanguages",
            json!(["fr", "_unknown"]),
        ),
        ("videoLanguages", Value::Null, "videoLanguages", Value::Null),
        ("nsfwPolicy", json!("blur"), "nsfwPolicy", json!("blur")),
        ("displayNSFW", json!("true"), "nsfwPolicy", json!("display")),
        (
            "theme",
            json!("instance-default"),
            "theme",
            json!("instance-default"),
        ),
    ] {
        let body = json!({ field: given });
        status(alice.put_json("/api/v1/users/me", &body).await, 204).await;
        assert_eq!(me(&alice).await[shown], value, "{field}");
    }
    // What nobody named stayed.
    let after = me(&alice).await;
    assert_eq!(after["account"]["displayName"], "Alice the First");
    assert_eq!(
        (&after["email"], &after["role"]),
        (&before["email"], &before["role"])
    );
    let none = json!({ "description": null });
    status(alice.put_json("/api/v1/users/me", &none).await, 204).await;
    assert_eq!(me(&alice).await["account"]["description"], Value::Null);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_wrong_in_one_field_changes_none() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let before = me(&alice).await;
    let body = json!({
        "displayName": "A good name", "autoPlayVideo": false,
        "description": "ab", "videoLanguages": ["tlh-x"], "nsfwPolicy": "never", "theme": "<b>",
    });
    let names = ["description", "videoLanguages", "nsfwPolicy", "theme"];
    invalid(alice.put_json("/api/v1/users/me", &body).await, &names).await;
    assert_eq!(me(&alice).await, before);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_uploads_counts_in_all_and_for_a_day() {
    let app = TestApp::start().await;
    let (alice, other) = (app.user("alice").await, app.user("bob").await);
    let path = "/api/v1/users/me/video-quota-used";
    let used = json(alice.get(path).await, 200).await;
    assert_eq!(
        used,
        json!({ "videoQuotaUsed": 0, "videoQuotaUsedDaily": 0 })
    );
    let file = clip::tiny_mp4(app.folder());
    app.upload(&alice, &file, "A tiny clip").await;
    app.jobs_done().await;
    let used = json(alice.get(path).await, 200).await;
    let total = used["videoQuotaUsed"].as_i64().unwrap();
    assert!(total > 1000, "{used}");
    assert_eq!(used["videoQuotaUsedDaily"], total);
    let used = json(other.get(path).await, 200).await;
    assert_eq!(used["videoQuotaUsed"], 0);
    app.advance(Duration::from_hours(25));
    let later = app.sign_in("alice").await;
    let used = json(later.get(path).await, 200).await;
    assert_eq!(
        used,
        json!({ "videoQuotaUsed": total, "videoQuotaUsedDaily": 0 })
    );
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_feeds_stays_until_it_is_renewed() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let path = "/api/v1/users/scoped-tokens";
    let (one, other) = tokio::join!(alice.get(path), alice.get(path));
    let token = json(one, 200).await["feedToken"].clone();
    assert_eq!(json(other, 200).await["feedToken"], token);
    assert_ne!(json(bob.get(path).await, 200).await["feedToken"], token);
    let renewed = json(alice.post(path).await, 200).await["feedToken"].clone();
    assert_ne!(renewed, token);
    assert_eq!(json(alice.get(path).await, 200).await["feedToken"], renewed);
    app.stop().await;
}
