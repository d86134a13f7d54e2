//! `POST /api/v1/users`.

use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, problem},
    app::TestApp,
    client::Client,
    person::PASSWORD,
};

fn new(username: &str, more: &Value) -> Value {
    let mut body = json!({
        "username": username, "password": PASSWORD,
        "email": format!("{username}@example.org"), "role": 2,
    });
    let fields = body.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    body
}

async fn create(by: &Client, username: &str, more: &Value) -> reqwest::Response {
    by.post_json("/api/v1/users", &new(username, more)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_user_has_an_account_a_channel_and_a_watch_later_playlist() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let quotas = json!({ "videoQuota": 1000, "videoQuotaDaily": 100, "adminFlags": 1 });
    let made = json(create(root, "alice", &quotas).await, 200).await;
    let alice = app.sign_in("alice").await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(me["id"], made["user"]["id"]);
    assert_eq!(me["account"]["id"], made["user"]["account"]["id"]);
    assert_eq!(
        (&me["videoQuota"], &me["videoQuotaDaily"]),
        (&json!(1000), &json!(100))
    );
    assert_eq!(me["adminFlags"], 1);
    assert_eq!(me["role"], json!({ "id": 2, "label": "User" }));
    assert_eq!(me["email"], "alice@example.org");
    assert_eq!(me["account"]["name"], "alice");
    assert_eq!(me["account"]["host"], "video.test");
    assert_eq!(me["account"]["url"], "https://video.test/accounts/alice");
    let channels = me["videoChannels"].as_array().unwrap();
    assert_eq!(channels.len(), 1);
    assert_eq!(channels[0]["name"], "alice_channel");
    assert_eq!(channels[0]["displayName"], "Main alice channel");
    assert_eq!(channels[0]["ownerAccount"]["name"], "alice");
    let playlists = me["specialPlaylists"].as_array().unwrap();
    assert_eq!(playlists.len(), 1);
    assert_eq!(playlists[0]["type"], 2);
    assert_eq!(playlists[0]["name"], "Watch later");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_may_be_named_and_a_name_that_nobody_chose_gives_way() {
    let app = TestApp::start().await;
    let root = app.root().await;
    let named = json!({ "channelName": "bob_channel" });
    json(create(root, "alice", &named).await, 200).await;
    assert_eq!(app.sign_in("alice").await.channel, "bob_channel");
    json(create(root, "bob", &json!({})).await, 200).await;
    assert_eq!(app.sign_in("bob").await.channel, "bob_channel_2");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_cannot_have_their_channel_is_not_made_at_all() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let root = app.root().await;
    for taken in ["alice_channel", "alice", "ALICE_channel"] {
        let named = json!({ "channelName": taken });
        problem(create(root, "bob", &named).await, 409, "already_taken").await;
    }
    let left = "SELECT username FROM users WHERE username = 'bob'
        UNION ALL SELECT username FROM actors WHERE username = 'bob'";
    assert_eq!(app.database().texts(left).await, Vec::<String>::new());
    json(create(root, "bob", &json!({})).await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_addresses_are_taken_once() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let root = app.root().await;
    for (name, more) in [
        ("alice", json!({ "email": "other@example.org" })),
        ("bob", json!({ "email": "alice@example.org" })),
        ("bob", json!({ "email": "ALICE@example.org" })),
        // Accounts and channels share their names.
        ("alice_channel", json!({})),
    ] {
        problem(create(root, name, &more).await, 409, "already_taken").await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_new_user_is_told_at_once() {
    let app = TestApp::start().await;
    let wrong = json!({
        "username": "Not A Name", "password": "short", "email": "nowhere", "role": 7,
        "videoQuota": -2, "videoQuotaDaily": -2, "adminFlags": 8, "channelName": "ä",
    });
    let names = [
        "username",
        "password",
        "email",
        "role",
        "videoQuota",
        "videoQuotaDaily",
        "adminFlags",
        "channelName",
    ];
    let root = app.root().await;
    let answer = root.post_json("/api/v1/users", &wrong).await;
    let document = invalid(answer, &names).await;
    assert_eq!(document["instance"], "/api/v1/users");
    let params = &document["invalid-params"];
    assert_eq!(params["username"]["location"], "body");
    assert_eq!(params["username"]["param"], "username");
    assert_eq!(params["username"]["value"], "Not A Name");
    assert!(params["username"]["msg"].is_string());
    assert_eq!(
        params["password"]["value"],
        Value::Null,
        "it is nobody's to read"
    );
    let answer = root.post_json("/api/v1/users", &json!({})).await;
    invalid(answer, &["username", "password", "email", "role"]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_make_users_and_nobody_above_them() {
    let app = TestApp::start().await;
    let moderator = app.moderator("mo").await;
    json(create(&moderator, "alice", &json!({})).await, 200).await;
    for role in [0, 1] {
        let more = json!({ "role": role });
        problem(create(&moderator, "bob", &more).await, 403, "").await;
    }
    let root = app.root().await;
    json(create(root, "second", &json!({ "role": 0 })).await, 200).await;
    let me = app.sign_in("second").await;
    let me = json(me.get("/api/v1/users/me").await, 200).await;
    assert_eq!(me["role"], json!({ "id": 0, "label": "Administrator" }));
    app.stop().await;
}
