//! What those who run the instance see and change of users.

use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, problem, status},
    app::TestApp,
    clip,
    person::{PASSWORD, sign_in},
};

fn names(list: &Value) -> Vec<&str> {
    let users = list["data"].as_array().unwrap().iter();
    users
        .map(|user| user["username"].as_str().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn users_are_listed_searched_sorted_and_paged() {
    let app = TestApp::start().await;
    for name in ["carol", "alice", "bob"] {
        app.user(name).await;
    }
    app.moderator("mod").await;
    let root = app.root().await;
    let list =
        async |query: &str| json(root.get(&format!("/api/v1/users?{query}")).await, 200).await;
    let all = list("").await;
    assert_eq!(all["total"], 5);
    assert_eq!(names(&all), ["mod", "bob", "alice", "carol", "root"]);
    assert_eq!(
        names(&list("sort=username").await),
        ["alice", "bob", "carol", "mod", "root"]
    );
    assert_eq!(
        names(&list("sort=-role").await),
        ["bob", "alice", "carol", "mod", "root"]
    );
    let page = list("sort=id&start=1&count=2").await;
    assert_eq!(
        (names(&page), &page["total"]),
        (vec!["carol", "alice"], &json!(5))
    );
    assert_eq!(names(&list("start=5").await), [""; 0]);
    assert_eq!(names(&list("search=ALI").await), ["alice"]);
    assert_eq!(names(&list("search=bob@example").await), ["bob"]);
    assert_eq!(names(&list("search=%25").await), [""; 0], "no wildcard");
    let user = &list("search=alice").await["data"][0];
    assert_eq!(user["role"], json!({ "id": 2, "label": "User" }));
    assert_eq!(user["videoChannels"][0]["name"], "alice_channel");
    assert_eq!(user["account"]["name"], "alice");
    assert_eq!(
        (&user["videoQuotaUsed"], &user["blocked"]),
        (&json!(0), &json!(false))
    );
    for (query, name) in [
        ("sort=email", "sort"),
        ("blocked=perhaps", "blocked"),
        ("count=101", "count"),
        ("start=-1", "start"),
    ] {
        let answer = root.get(&format!("/api/v1/users?{query}")).await;
        invalid(answer, &[name]).await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_user_is_shown_with_what_they_did() {
    let app = TestApp::with(|config| config.transcoding.enabled = false).await;
    let alice = app.user("alice").await;
    app.upload(&alice, &clip::tiny_mp4(app.folder()), "One")
        .await;
    let root = app.root().await;
    let path = format!("/api/v1/users/{}", alice.user_id);
    let plain = json(root.get(&path).await, 200).await;
    assert_eq!(plain["username"], "alice");
    assert!(plain["videoQuotaUsed"].as_i64().unwrap() > 0);
    assert_eq!(plain["videoQuotaUsed"], plain["videoQuotaUsedDaily"]);
    assert!(plain.get("videosCount").is_none());
    let counted = json(root.get(&format!("{path}?withStats=true")).await, 200).await;
    assert_eq!(counted["videosCount"], 1);
    assert_eq!(counted["abusesCount"], 0);
    status(root.get("/api/v1/users/999999").await, 404).await;
    invalid(root.get("/api/v1/users/ada").await, &["id"]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_changed_and_another_role_or_password_ends_their_sessions() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    app.user("bob").await;
    let root = app.root().await;
    let path = format!("/api/v1/users/{}", alice.user_id);
    let quotas =
        json!({ "videoQuota": 7, "videoQuotaDaily": 5, "adminFlags": 1, "emailVerified": true });
    status(root.put_json(&path, &quotas).await, 204).await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(
        (&me["videoQuota"], &me["videoQuotaDaily"]),
        (&json!(7), &json!(5))
    );
    assert_eq!(
        (&me["adminFlags"], &me["emailVerified"]),
        (&json!(1), &json!(true))
    );
    let address = json!({ "email": "a@b.example" });
    status(root.put_json(&path, &address).await, 204).await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(
        (&me["email"], &me["emailVerified"]),
        (&json!("a@b.example"), &json!(null))
    );
    let taken = root
        .put_json(&path, &json!({ "email": "Bob@Example.org" }))
        .await;
    problem(taken, 409, "already_taken").await;

    status(root.put_json(&path, &json!({ "role": 2 })).await, 204).await;
    status(alice.get("/api/v1/users/me").await, 200).await;
    status(root.put_json(&path, &json!({ "role": 1 })).await, 204).await;
    status(alice.get("/api/v1/users/me").await, 401).await;
    let alice = app.sign_in("alice").await;
    status(alice.get("/api/v1/users").await, 200).await;
    let other = json!({ "password": "another password" });
    status(root.put_json(&path, &other).await, 204).await;
    status(alice.get("/api/v1/users/me").await, 401).await;
    status(sign_in(&app, "alice", PASSWORD).await, 400).await;
    status(sign_in(&app, "alice", "another password").await, 200).await;

    let wrong = json!({
        "email": "none", "role": 3, "videoQuota": -2, "videoQuotaDaily": -2, "adminFlags": 2, "password": "short",
    });
    let fields = [
        "email",
        "password",
        "role",
        "videoQuota",
        "videoQuotaDaily",
        "adminFlags",
    ];
    invalid(root.put_json(&path, &wrong).await, &fields).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_user_is_out_at_once_and_comes_back_when_let_in() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let moderator = app.moderator("mod").await;
    let path = |what: &str| format!("/api/v1/users/{}/{what}", alice.user_id);
    let reason = json!({ "reason": "was rude" });
    status(moderator.post_json(&path("block"), &reason).await, 204).await;
    status(alice.get("/api/v1/users/me").await, 401).await;
    problem(sign_in(&app, "alice", PASSWORD).await, 400, "invalid_grant").await;
    let blocked = json(moderator.get("/api/v1/users?blocked=true").await, 200).await;
    assert_eq!(names(&blocked), ["alice"]);
    assert_eq!(blocked["data"][0]["blockedReason"], "was rude");
    let others = json(moderator.get("/api/v1/users?blocked=false").await, 200).await;
    assert_eq!(names(&others), ["mod", "root"]);
    status(moderator.post_json(&path("unblock"), &json!({})).await, 204).await;
    let alice = app.sign_in("alice").await;
    let me = json(alice.get("/api/v1/users/me").await, 200).await;
    assert_eq!(
        (&me["blocked"], &me["blockedReason"]),
        (&json!(false), &json!(null))
    );
    status(moderator.post_json(&path("block"), &json!({})).await, 204).await;
    let short = moderator
        .post_json(&path("block"), &json!({ "reason": "x" }))
        .await;
    invalid(short, &["reason"]).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_reach_plain_users_only_and_root_stays_what_it_is() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let moderator = app.moderator("mod").await;
    let other = app.moderator("other").await;
    let root = app.root().await;
    let user = |id: i64| format!("/api/v1/users/{id}");
    let give = |role: i64| json!({ "role": role });
    let quota = json!({ "videoQuota": 1 });
    status(moderator.put_json(&user(alice.user_id), &quota).await, 204).await;
    for id in [other.user_id, root.user_id] {
        status(moderator.put_json(&user(id), &quota).await, 403).await;
        status(moderator.delete(&user(id)).await, 403).await;
        let block = format!("{}/block", user(id));
        status(moderator.post_json(&block, &json!({})).await, 403).await;
    }
    status(
        moderator.put_json(&user(alice.user_id), &give(1)).await,
        403,
    )
    .await;
    for answer in [
        root.put_json(&user(root.user_id), &give(2)).await,
        root.delete(&user(root.user_id)).await,
        root.delete("/api/v1/users/me").await,
        root.post_json(&format!("{}/block", user(root.user_id)), &json!({}))
            .await,
    ] {
        status(answer, 400).await;
    }
    status(root.put_json(&user(root.user_id), &give(0)).await, 204).await;
    status(root.get("/api/v1/users/me").await, 200).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_completed() {
    let app = TestApp::start().await;
    for name in ["alice", "al_x", "alx", "bob"] {
        app.user(name).await;
    }
    let found = json(app.get("/api/v1/users/autocomplete?search=AL").await, 200).await;
    assert_eq!(found, json!(["al_x", "alice", "alx"]));
    let found = json(app.get("/api/v1/users/autocomplete?search=al_").await, 200).await;
    assert_eq!(found, json!(["al_x"]), "no wildcard");
    invalid(app.get("/api/v1/users/autocomplete").await, &["search"]).await;
    app.stop().await;
}
