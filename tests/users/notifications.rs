//! What users are told: once, in the way that they want, at once where they listen.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
    clip, mails,
    person::{PASSWORD, Person},
    videos::{self, draft, row},
    wait::until,
};

const LIST: &str = "/api/v1/users/me/notifications";
const SETTINGS: &str = "/api/v1/users/me/notification-settings";

async fn follow(who: &Person, channel: &str) {
    let body = json!({ "uri": channel });
    status(
        who.post_json("/api/v1/users/me/subscriptions", &body).await,
        204,
    )
    .await;
}

async fn list(of: &Person) -> Value {
    json(of.get(LIST).await, 200).await
}

fn kinds(list: &Value) -> Vec<i64> {
    let all = list["data"].as_array().unwrap().iter();
    all.map(|one| one["type"].as_i64().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_hear_of_a_new_video_once() {
    let app = videos::quick().await;
    let alice = app.user("alice").await;
    let (bob, carol) = (app.user("bob").await, app.user("carol").await);
    follow(&bob, &alice.channel).await;
    follow(&carol, &alice.channel).await;
    // Carol has had enough of alice.
    let mute = json!({ "accountName": "alice" });
    status(
        carol
            .post_json("/api/v1/users/me/blocklist/accounts", &mute)
            .await,
        204,
    )
    .await;
    let video = app
        .upload(&alice, &clip::tiny_mp4(app.folder()), "One")
        .await;
    app.jobs_done().await;
    let told = list(&bob).await;
    assert_eq!((told["total"].clone(), kinds(&told)), (json!(1), vec![1]));
    let one = &told["data"][0];
    assert_eq!(
        (&one["video"]["uuid"], &one["video"]["name"]),
        (&video["uuid"], &json!("One"))
    );
    assert_eq!(one["video"]["channel"]["name"], "alice_channel");
    assert_eq!(one["read"], false);
    assert!(kinds(&list(&carol).await).is_empty());
    // Hidden and shown again it is no news.
    for privacy in [3, 1] {
        videos::put(&alice, &video, json!({ "privacy": privacy })).await;
    }
    app.jobs_done().await;
    assert_eq!(list(&bob).await["total"], 1);
    // Alice was told of both who follow her.
    assert_eq!(kinds(&list(&alice).await), [10, 10]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_hear_of_followers_and_of_what_is_published() {
    let app = videos::complete().await;
    let alice = app.user("alice").await;
    let bob = app.user("bob").await;
    follow(&bob, &alice.channel).await;
    let path = format!("/api/v1/users/me/subscriptions/{}", alice.channel);
    status(bob.delete(&path).await, 204).await;
    follow(&bob, &alice.channel).await;
    app.jobs_done().await;
    let told = list(&alice).await;
    assert_eq!(kinds(&told), [10], "who comes back is no news");
    let follow = &told["data"][0]["actorFollow"];
    assert_eq!(follow["follower"]["name"], "bob");
    assert_eq!(
        (&follow["following"]["type"], &follow["following"]["name"]),
        (&json!("channel"), &json!("alice_channel"))
    );
    let body = json!({ "waitTranscoding": true });
    let video = app
        .upload(&alice, &clip::tiny_mp4(app.folder()), "Two")
        .await;
    videos::put(&alice, &video, body).await;
    app.jobs_done().await;
    until("the last word", async || {
        let told = list(&alice).await;
        (kinds(&told) == [6, 10] || kinds(&told) == [10]).then_some(())
    })
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_hear_of_who_comes() {
    let app = TestApp::with(|config| {
        config.signup.enabled = true;
        config.signup.requires_approval = false;
        config.signup.limit = tributary::config::Limit::Unlimited;
    })
    .await;
    let body = json!({ "username": "alice", "password": PASSWORD, "email": "alice@example.org" });
    status(app.post_json("/api/v1/users/register", &body).await, 204).await;
    app.jobs_done().await;
    let told = list(app.root().await).await;
    assert_eq!(kinds(&told), [9]);
    assert_eq!(told["data"][0]["account"]["name"], "alice");
    let alice = app.sign_in("alice").await;
    assert!(kinds(&list(&alice).await).is_empty());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notifications_are_read_sorted_and_counted() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for name in ["bob", "carol", "dave"] {
        follow(&app.user(name).await, &alice.channel).await;
        app.jobs_done().await;
        app.advance(Duration::from_secs(1));
    }
    let told = list(&alice).await;
    let names: Vec<&str> = told["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["actorFollow"]["follower"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["dave", "carol", "bob"]);
    let first = json!({ "ids": [told["data"][0]["id"]] });
    // Nobody reads what is another's.
    let bob = app.sign_in("alice").await;
    let other = app.root().await;
    status(other.post_json(&format!("{LIST}/read"), &first).await, 204).await;
    assert_eq!(
        json(alice.get(&format!("{LIST}?unread=true")).await, 200).await["total"],
        3
    );
    status(bob.post_json(&format!("{LIST}/read"), &first).await, 204).await;
    assert_eq!(
        json(alice.get(&format!("{LIST}?unread=true")).await, 200).await["total"],
        2
    );
    assert_eq!(
        json(alice.get(&format!("{LIST}?unread=false")).await, 200).await["total"],
        1
    );
    let page = json(
        alice
            .get(&format!("{LIST}?sort=createdAt&start=1&count=1"))
            .await,
        200,
    )
    .await;
    assert_eq!(page["data"][0]["actorFollow"]["follower"]["name"], "carol");
    assert_eq!(
        json(alice.get(&format!("{LIST}?typeOneOf=1")).await, 200).await["total"],
        0
    );
    status(alice.post(&format!("{LIST}/read-all")).await, 204).await;
    assert_eq!(
        json(alice.get(&format!("{LIST}?unread=true")).await, 200).await["total"],
        0
    );
    invalid(
        alice.get(&format!("{LIST}?sort=mood&typeOneOf=99")).await,
        &["sort", "typeOneOf"],
    )
    .await;
    invalid(
        alice.post_json(&format!("{LIST}/read"), &json!({})).await,
        &["ids"],
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_told_in_the_way_that_they_want() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    let settings = me["notificationSettings"].as_object().unwrap();
    assert_eq!((settings.len(), &settings["newFollow"]), (18, &json!(1)));
    invalid(
        alice.put_json(SETTINGS, &json!({ "newFollow": 4 })).await,
        &["newFollow"],
    )
    .await;
    // By mail alone.
    status(
        alice.put_json(SETTINGS, &json!({ "newFollow": 2 })).await,
        204,
    )
    .await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(me["notificationSettings"]["newFollow"], 2);
    follow(&app.user("bob").await, &alice.channel).await;
    app.jobs_done().await;
    assert!(kinds(&list(&alice).await).is_empty());
    videos::command(&app, "send-mail").await;
    let mail = mails::to(&app, "alice@example.org", "bob follows").await;
    assert!(mail.text.contains("Hello alice,"), "{}", mail.text);
    // Two more within a quarter of an hour come together, after it.
    mails::forget(&app).await;
    for name in ["carol", "dave"] {
        follow(&app.user(name).await, &alice.channel).await;
    }
    app.jobs_done().await;
    videos::command(&app, "mail-notifications").await;
    app.jobs_done().await;
    assert!(mails::kept(&app).is_empty());
    app.advance(Duration::from_mins(15));
    videos::command(&app, "mail-notifications").await;
    videos::command(&app, "send-mail").await;
    let mail = mails::to(&app, "alice@example.org", "2 things").await;
    assert!(
        mail.text.contains("carol follows") && mail.text.contains("dave follows"),
        "{}",
        mail.text
    );
    // Not at all.
    status(
        alice.put_json(SETTINGS, &json!({ "newFollow": 0 })).await,
        204,
    )
    .await;
    follow(&app.user("erin").await, &alice.channel).await;
    app.jobs_done().await;
    let rows = app
        .database()
        .texts("SELECT subject FROM notifications")
        .await;
    assert_eq!(rows.len(), 3);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_listens_hears_at_once_until_the_session_ends() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let bob = app.user("bob").await;
    let path = format!("{LIST}/events");
    let mut events = alice.get(&path).await;
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    assert_eq!(events.chunk().await.unwrap().unwrap(), ":\n\n");
    follow(&bob, &alice.channel).await;
    let heard = events.chunk().await.unwrap().unwrap();
    let heard = String::from_utf8(heard.to_vec()).unwrap();
    let data = heard.lines().find_map(|line| line.strip_prefix("data: "));
    let told: Value = serde_json::from_str(data.unwrap()).unwrap();
    assert_eq!(told["actorFollow"]["follower"]["name"], "bob");
    assert!(heard.starts_with("event: notification\nid: "), "{heard}");
    // Whoever comes back asks for what they have missed.
    let mut again = alice.get(&format!("{path}?after=0")).await;
    let missed = again.chunk().await.unwrap().unwrap();
    assert!(
        String::from_utf8(missed.to_vec())
            .unwrap()
            .contains("\"bob\"")
    );
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(alice.get(&path).await);
    }
    problem(alice.get(&path).await, 429, "").await;
    drop(open);
    let revoke = "/api/v1/users/revoke-token";
    status(alice.post(revoke).await, 200).await;
    until("the stream ends", async || {
        matches!(events.chunk().await, Ok(None)).then_some(())
    })
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_was_stopped_tells_nobody_twice() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let bob = app.user("bob").await;
    follow(&bob, &alice.channel).await;
    let video = row(&app, &alice, &draft("One")).await;
    for _ in 0..2 {
        let mut tx = app.app().store.begin().await.unwrap();
        let new = tributary::jobs::notify::Occurrence::NewVideo { video };
        let now = app.app().clock.now();
        tributary::jobs::notify::order(&mut tx, new, "a test", now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    videos::command(&app, "notify").await;
    app.jobs_done().await;
    assert_eq!(kinds(&list(&bob).await), [1]);
    app.stop().await;
}
