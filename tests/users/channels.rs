//! Channels: made, changed, listed, removed.

use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
    clip,
    videos::{self, api},
    wait::until,
};

const CHANNELS: &str = "/api/v1/video-channels";

fn channel(name: &str) -> Value {
    json!({ "name": name, "displayName": format!("The {name}") })
}

fn names(list: &Value) -> Vec<&str> {
    let channels = list["data"].as_array().unwrap().iter();
    channels
        .map(|channel| channel["name"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_made_and_changed_by_its_owner() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let body = json!({ "name": "films", "displayName": "Films", "description": "About films" });
    let made = json(alice.post_json(CHANNELS, &body).await, 200).await;
    let path = format!("{CHANNELS}/films");
    let shown = json(app.get(&path).await, 200).await;
    assert_eq!(shown["id"], made["videoChannel"]["id"]);
    assert_eq!(shown["displayName"], "Films");
    assert_eq!(shown["description"], "About films");
    assert_eq!(shown["support"], json!(null));
    assert_eq!(shown["ownerAccount"]["name"], "alice");
    assert_eq!(shown["url"], "https://video.test/video-channels/films");
    let change =
        json!({ "displayName": "Old films", "description": null, "support": "Send money" });
    status(alice.put_json(&path, &change).await, 204).await;
    let shown = json(app.get(&path).await, 200).await;
    assert_eq!(shown["displayName"], "Old films");
    assert_eq!(shown["description"], json!(null));
    assert_eq!(shown["support"], "Send money");
    let wrong = json!({ "displayName": "", "description": "x", "support": "x".repeat(1001) });
    let fields = ["displayName", "description", "support"];
    invalid(alice.put_json(&path, &wrong).await, &fields).await;
    invalid(
        alice.post_json(CHANNELS, &json!({})).await,
        &["name", "displayName"],
    )
    .await;
    let bad = json!({ "name": "a b", "displayName": "A" });
    invalid(alice.post_json(CHANNELS, &bad).await, &["name"]).await;
    for taken in ["FILMS", "alice", "root"] {
        let answer = alice.post_json(CHANNELS, &channel(taken)).await;
        problem(answer, 409, "already_taken").await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn support_is_given_to_all_videos_where_that_is_asked() {
    let app = videos::quick().await;
    let alice = app.user("alice").await;
    let video = app
        .upload(&alice, &clip::tiny_mp4(app.folder()), "One")
        .await;
    let path = format!("{CHANNELS}/{}", alice.channel);
    let support = async || json(app.get(&api(&video)).await, 200).await["support"].clone();
    let alone = json!({ "support": "Buy a coffee" });
    status(alice.put_json(&path, &alone).await, 204).await;
    assert_eq!(support().await, json!(null));
    let all = json!({ "support": "Buy a tea", "bulkVideosSupportUpdate": true });
    status(alice.put_json(&path, &all).await, 204).await;
    assert_eq!(support().await, "Buy a tea");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_and_accounts_are_listed_sorted_and_paged() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for name in ["music", "films"] {
        json(alice.post_json(CHANNELS, &channel(name)).await, 200).await;
    }
    let list = async |path: &str| json(app.get(path).await, 200).await;
    let all = list(CHANNELS).await;
    assert_eq!(
        names(&all),
        ["films", "music", "alice_channel", "root_channel"]
    );
    assert_eq!(all["total"], 4);
    let page = list(&format!("{CHANNELS}?sort=name&start=1&count=2")).await;
    assert_eq!(names(&page), ["films", "music"]);
    assert_eq!(
        names(&list(&format!("{CHANNELS}?search=MUS")).await),
        ["music"]
    );
    let own = list("/api/v1/accounts/alice/video-channels?sort=id").await;
    assert_eq!(names(&own), ["alice_channel", "music", "films"]);
    assert_eq!(own["data"][1]["ownerAccount"]["name"], "alice");
    status(app.get("/api/v1/accounts/nobody/video-channels").await, 404).await;
    invalid(app.get(&format!("{CHANNELS}?sort=mood")).await, &["sort"]).await;
    let accounts = list("/api/v1/accounts").await;
    assert_eq!(
        (names(&accounts), &accounts["total"]),
        (vec!["alice", "root"], &json!(2))
    );
    assert_eq!(
        names(&list("/api/v1/accounts?sort=-name&count=1").await),
        ["root"]
    );
    invalid(app.get("/api/v1/accounts?sort=mood").await, &["sort"]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_goes_with_its_videos_but_never_the_last_one() {
    let app = videos::quick().await;
    let alice = app.user("alice").await;
    let bob = app.user("bob").await;
    let path = format!("{CHANNELS}/{}", alice.channel);
    status(alice.delete(&path).await, 409).await;
    let video = app
        .upload(&alice, &clip::tiny_mp4(app.folder()), "One")
        .await;
    json(alice.post_json(CHANNELS, &channel("films")).await, 200).await;
    status(bob.delete(&path).await, 403).await;
    status(alice.delete(&path).await, 204).await;
    status(app.get(&path).await, 404).await;
    status(alice.delete(&path).await, 404).await;
    let left = json(app.get("/api/v1/accounts/alice/video-channels").await, 200).await;
    assert_eq!(names(&left), ["films"]);
    until("its videos are gone", async || {
        let answer = app.get(&api(&video)).await;
        (answer.status() == 404).then_some(())
    })
    .await;
    until("its name is free", async || {
        let answer = bob.post_json(CHANNELS, &channel(&alice.channel)).await;
        (answer.status() == 200).then_some(())
    })
    .await;
    status(alice.delete(&format!("{CHANNELS}/films")).await, 409).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_more_channels_than_they_may_and_moderators_may_change_all() {
    let app = TestApp::with(|config| config.video_channels.max_per_user = 2).await;
    let alice = app.user("alice").await;
    let moderator = app.moderator("mod").await;
    json(alice.post_json(CHANNELS, &channel("films")).await, 200).await;
    status(alice.post_json(CHANNELS, &channel("music")).await, 400).await;
    let change = json!({ "displayName": "Moderated" });
    let path = format!("{CHANNELS}/films");
    status(moderator.put_json(&path, &change).await, 204).await;
    status(moderator.delete(&path).await, 204).await;
    json(alice.post_json(CHANNELS, &channel("music")).await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_see_what_was_watched_of_their_channels() {
    let app = videos::quick().await;
    let alice = app.user("alice").await;
    let bob = app.user("bob").await;
    let video = app
        .upload(&alice, &clip::tiny_mp4(app.folder()), "One")
        .await;
    json(alice.post_json(CHANNELS, &channel("empty")).await, 200).await;
    let path = "/api/v1/accounts/alice/video-channels?withStats=true&sort=id";
    let before = json(alice.get(path).await, 200).await;
    assert_eq!(before["data"][0]["totalViews"], 0);
    for session in ["a", "b"] {
        for position in [0, 2] {
            let body = json!({ "currentTime": position, "sessionId": session });
            status(
                app.post_json(&format!("{}/views", api(&video)), &body)
                    .await,
                204,
            )
            .await;
            app.advance(std::time::Duration::from_secs(2));
        }
    }
    let command = json!({ "command": "process-video-views-buffer" });
    let run = "/api/v1/server/debug/run-command";
    status(app.root().await.post_json(run, &command).await, 204).await;
    let list = json(alice.get(path).await, 200).await;
    let watched = &list["data"][0];
    assert_eq!(
        (&watched["videosCount"], &watched["totalViews"]),
        (&json!(1), &json!(2))
    );
    let days = watched["viewsPerDay"].as_array().unwrap();
    assert_eq!(days.len(), 30);
    assert_eq!(
        (&days[29]["views"], &days[28]["views"]),
        (&json!(2), &json!(0))
    );
    let empty = &list["data"][1];
    assert_eq!(
        (&empty["videosCount"], &empty["totalViews"]),
        (&json!(0), &json!(0))
    );
    for other in [app.get(path).await, bob.get(path).await] {
        let list = json(other, 200).await;
        assert!(list["data"][0].get("totalViews").is_none());
    }
    app.stop().await;
}
