//! Channels that users follow.

use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, status},
    app::TestApp,
    client::Client,
    videos::{draft, row},
    wait::until,
};

const SUBSCRIPTIONS: &str = "/api/v1/users/me/subscriptions";

fn uri(name: &str) -> Value {
    json!({ "uri": name })
}

async fn names(client: &Client, path: &str) -> Vec<String> {
    let list = json(client.get(path).await, 200).await;
    let found = list["data"].as_array().unwrap();
    assert_eq!(list["total"], found.len(), "{list}");
    let names = found.iter().map(|one| one["name"].as_str().unwrap());
    names.map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_followed_and_its_videos_are_the_feed() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let bob = app.user("bob").await;
    let carol = app.user("carol").await;
    for person in [&alice, &bob] {
        row(&app, person, &draft(&format!("By {}", person.name))).await;
    }
    let feed = format!("{SUBSCRIPTIONS}/videos");
    assert!(names(&carol, &feed).await.is_empty());
    let with_host = uri(&format!("{}@video.test", alice.channel));
    status(carol.post_json(SUBSCRIPTIONS, &with_host).await, 204).await;
    status(
        carol.post_json(SUBSCRIPTIONS, &uri(&alice.channel)).await,
        204,
    )
    .await;
    assert_eq!(names(&carol, &feed).await, ["By alice"]);
    assert!(
        names(&carol, &format!("{feed}?isLive=true"))
            .await
            .is_empty()
    );
    assert_eq!(
        names(&carol, &format!("{feed}?search=ALICE")).await,
        ["By alice"]
    );
    assert_eq!(names(&carol, SUBSCRIPTIONS).await, ["alice_channel"]);
    let channel = json(app.get("/api/v1/video-channels/alice_channel").await, 200).await;
    assert_eq!(channel["followersCount"], 1);
    let account = json(app.get("/api/v1/accounts/carol").await, 200).await;
    assert_eq!(account["followingCount"], 1);
    let one = format!("{SUBSCRIPTIONS}/{}", alice.channel);
    let shown = json(carol.get(&one).await, 200).await;
    assert_eq!(shown["ownerAccount"]["name"], "alice");
    let exist =
        format!("{SUBSCRIPTIONS}/exist?uris=alice_channel&uris=bob_channel&uris=x@far.example");
    assert_eq!(
        json(carol.get(&exist).await, 200).await,
        json!({ "alice_channel": true, "bob_channel": false, "x@far.example": false })
    );
    // Their feed leaves out whom they mute.
    let mute = json!({ "accountName": "alice" });
    status(
        carol
            .post_json("/api/v1/users/me/blocklist/accounts", &mute)
            .await,
        204,
    )
    .await;
    assert!(names(&carol, &feed).await.is_empty());
    status(carol.delete(&one).await, 204).await;
    status(carol.delete(&one).await, 404).await;
    status(carol.get(&one).await, 404).await;
    let channel = json(app.get("/api/v1/video-channels/alice_channel").await, 200).await;
    assert_eq!(channel["followersCount"], 0);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_channel_is_not_followed() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    status(alice.post_json(SUBSCRIPTIONS, &uri("nobody")).await, 404).await;
    invalid(alice.post_json(SUBSCRIPTIONS, &json!({})).await, &["uri"]).await;
    invalid(alice.post_json(SUBSCRIPTIONS, &uri("a b")).await, &["uri"]).await;
    invalid(
        alice.get(&format!("{SUBSCRIPTIONS}/exist")).await,
        &["uris"],
    )
    .await;
    // One of another server is kept until that server is asked.
    let far = uri("films@far.example");
    status(alice.post_json(SUBSCRIPTIONS, &far).await, 204).await;
    status(alice.post_json(SUBSCRIPTIONS, &far).await, 204).await;
    let wait = "SELECT name_folded FROM follow_requests WHERE name_folded = 'films' AND host = 'far.example'";
    assert_eq!(app.database().texts(wait).await, ["films"]);
    let path = format!("{SUBSCRIPTIONS}/films@far.example");
    status(alice.get(&path).await, 404).await;
    status(alice.delete(&path).await, 204).await;
    status(alice.delete(&path).await, 404).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_are_listed_for_whose_channel_it_is() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let mut followers = Vec::new();
    for name in ["bob", "carol"] {
        let person = app.user(name).await;
        app.advance(std::time::Duration::from_secs(1));
        status(
            person.post_json(SUBSCRIPTIONS, &uri(&alice.channel)).await,
            204,
        )
        .await;
        followers.push(person);
    }
    let of_channel = format!("/api/v1/video-channels/{}/followers", alice.channel);
    let of_account = "/api/v1/accounts/alice/followers";
    for path in [of_channel.as_str(), of_account] {
        let list = json(alice.get(path).await, 200).await;
        assert_eq!(list["total"], 2);
        assert_eq!(list["data"][0]["follower"]["name"], "carol");
        assert_eq!(list["data"][1]["follower"]["name"], "bob");
        assert_eq!(list["data"][0]["following"]["name"], "alice_channel");
        assert_eq!(list["data"][0]["state"], "accepted");
        let oldest = format!("{path}?sort=createdAt&count=1");
        let list = json(alice.get(&oldest).await, 200).await;
        assert_eq!(list["data"][0]["follower"]["name"], "bob");
        let found = json(alice.get(&format!("{path}?search=CAR")).await, 200).await;
        assert_eq!(found["total"], 1);
        status(followers[0].get(path).await, 403).await;
        invalid(alice.get(&format!("{path}?sort=mood")).await, &["sort"]).await;
    }
    // Who is gone follows nobody.
    status(followers[1].delete("/api/v1/users/me").await, 204).await;
    let channel = format!("/api/v1/video-channels/{}", alice.channel);
    until("carol is counted no more", async || {
        let shown = json(app.get(&channel).await, 200).await;
        (shown["followersCount"] == 1).then_some(())
    })
    .await;
    assert_eq!(json(alice.get(&of_channel).await, 200).await["total"], 1);
    app.stop().await;
}
