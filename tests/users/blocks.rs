//! Accounts and servers that are kept out of lists.

use serde_json::{Value, json};

use crate::support::{
    answer::{invalid, json, status},
    app::TestApp,
    client::Client,
    person::Person,
    videos::{draft, row},
};

const MY_ACCOUNTS: &str = "/api/v1/users/me/blocklist/accounts";
const MY_SERVERS: &str = "/api/v1/users/me/blocklist/servers";
const SERVER_ACCOUNTS: &str = "/api/v1/server/blocklist/accounts";
const SERVER_SERVERS: &str = "/api/v1/server/blocklist/servers";

async fn titles(client: &Client, path: &str) -> Vec<String> {
    let list = json(client.get(path).await, 200).await;
    let videos = list["data"].as_array().unwrap();
    assert_eq!(list["total"], videos.len(), "{list}");
    let titles = videos.iter().map(|video| video["name"].as_str().unwrap());
    titles.map(str::to_owned).collect()
}

/// A server with a video of alice and one of bob, who is of another server.
async fn two_videos() -> (TestApp, Person, Person) {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let bob = app.user("bob").await;
    for person in [&alice, &bob] {
        row(&app, person, &draft(&format!("By {}", person.name))).await;
    }
    app.execute("UPDATE actors SET host = 'other.example' WHERE username LIKE 'bob%'")
        .await;
    app.execute("UPDATE accounts SET user_id = NULL WHERE actor_id = (SELECT id FROM actors WHERE username = 'bob')")
        .await;
    (app, alice, bob)
}

fn account(name: &str) -> Value {
    json!({ "accountName": name })
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_muted_is_in_none_of_ones_lists() {
    let (app, alice, bob) = two_videos().await;
    let carol = app.user("carol").await;
    let lists = ["/api/v1/videos", "/api/v1/accounts/alice/videos"];
    assert_eq!(titles(&carol, lists[0]).await, ["By bob", "By alice"]);
    status(carol.post_json(MY_ACCOUNTS, &account("alice")).await, 204).await;
    status(carol.post_json(MY_ACCOUNTS, &account("alice")).await, 409).await;
    assert_eq!(titles(&carol, lists[0]).await, ["By bob"]);
    assert!(titles(&carol, lists[1]).await.is_empty());
    assert_eq!(titles(&app, lists[0]).await, ["By bob", "By alice"]);
    let host = json!({ "host": "Other.example" });
    status(carol.post_json(MY_SERVERS, &host).await, 204).await;
    assert!(titles(&carol, lists[0]).await.is_empty());
    let listed = json(carol.get(MY_ACCOUNTS).await, 200).await;
    assert_eq!(listed["total"], 1);
    assert_eq!(listed["data"][0]["blockedAccount"]["name"], "alice");
    assert_eq!(listed["data"][0]["byAccount"]["name"], "carol");
    let listed = json(carol.get(MY_SERVERS).await, 200).await;
    assert_eq!(
        listed["data"][0]["blockedServer"],
        json!({ "host": "other.example" })
    );
    status(
        carol.delete(&format!("{MY_SERVERS}/other.example")).await,
        204,
    )
    .await;
    status(
        carol.delete(&format!("{MY_SERVERS}/other.example")).await,
        404,
    )
    .await;
    status(carol.delete(&format!("{MY_ACCOUNTS}/alice")).await, 204).await;
    status(carol.delete(&format!("{MY_ACCOUNTS}/alice")).await, 404).await;
    assert_eq!(titles(&carol, lists[0]).await, ["By bob", "By alice"]);
    let remote = "bob@other.example";
    status(alice.post_json(MY_ACCOUNTS, &account(remote)).await, 204).await;
    assert_eq!(titles(&alice, lists[0]).await, ["By alice"]);
    assert_eq!(bob.name, "bob");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moderators_block_is_in_nobodys_lists() {
    let (app, alice, _) = two_videos().await;
    let moderator = app.moderator("mod").await;
    assert_eq!(
        titles(&app, "/api/v1/videos").await,
        ["By bob", "By alice"],
        "kept for everybody until it changes"
    );
    let host = json!({ "host": "other.example" });
    status(moderator.post_json(SERVER_SERVERS, &host).await, 204).await;
    status(moderator.post_json(SERVER_SERVERS, &host).await, 409).await;
    assert_eq!(titles(&app, "/api/v1/videos").await, ["By alice"]);
    assert_eq!(titles(&alice, "/api/v1/videos").await, ["By alice"]);
    status(
        moderator
            .post_json(SERVER_ACCOUNTS, &account("alice"))
            .await,
        204,
    )
    .await;
    assert!(titles(&app, "/api/v1/videos").await.is_empty());
    let home = app.get("/").await.text().await.unwrap();
    assert!(!home.contains("By alice") && !home.contains("By bob"));
    let all = titles(&moderator, "/api/v1/videos?include=4").await;
    assert_eq!(all, ["By bob", "By alice"]);
    status(alice.get("/api/v1/videos?include=4").await, 403).await;
    let listed = json(moderator.get(SERVER_ACCOUNTS).await, 200).await;
    assert_eq!(listed["data"][0]["byAccount"]["name"], "root");
    let listed = json(moderator.get(SERVER_SERVERS).await, 200).await;
    assert_eq!(listed["data"][0]["blockedServer"]["host"], "other.example");
    let undo = format!("{SERVER_SERVERS}/other.example");
    status(moderator.delete(&undo).await, 204).await;
    status(moderator.delete(&undo).await, 404).await;
    assert_eq!(titles(&app, "/api/v1/videos").await, ["By bob"]);
    let undo = format!("{SERVER_ACCOUNTS}/alice");
    status(moderator.delete(&undo).await, 204).await;
    assert_eq!(titles(&app, "/api/v1/videos").await, ["By bob", "By alice"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_blocks_themselves_or_what_there_is_not() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let root = app.root().await;
    status(alice.post_json(MY_ACCOUNTS, &account("alice")).await, 409).await;
    status(alice.post_json(MY_ACCOUNTS, &account("nobody")).await, 404).await;
    invalid(
        alice.post_json(MY_ACCOUNTS, &json!({})).await,
        &["accountName"],
    )
    .await;
    invalid(
        alice.post_json(MY_ACCOUNTS, &account("a b")).await,
        &["accountName"],
    )
    .await;
    let own = json!({ "host": "video.test" });
    status(alice.post_json(MY_SERVERS, &own).await, 409).await;
    status(root.post_json(SERVER_SERVERS, &own).await, 409).await;
    let bad = json!({ "host": "no host" });
    invalid(alice.post_json(MY_SERVERS, &bad).await, &["host"]).await;
    invalid(
        alice.get(&format!("{MY_SERVERS}?sort=host")).await,
        &["sort"],
    )
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_status_of_blocks_is_told_by_name() {
    let (app, alice, _) = two_videos().await;
    let root = app.root().await;
    let remote = account("bob@other.example");
    status(alice.post_json(MY_ACCOUNTS, &remote).await, 204).await;
    let host = json!({ "host": "other.example" });
    status(root.post_json(SERVER_SERVERS, &host).await, 204).await;
    let path = "/api/v1/blocklist/status?accounts=bob@other.example&accounts=alice&hosts=other.example&hosts=x.example";
    let blocked =
        |server: bool, user: bool| json!({ "blockedByServer": server, "blockedByUser": user });
    let status = json(alice.get(path).await, 200).await;
    assert_eq!(
        status,
        json!({
            "accounts": { "alice": blocked(false, false), "bob@other.example": blocked(false, true) },
            "hosts": { "other.example": blocked(true, false), "x.example": blocked(false, false) },
        })
    );
    let anybody = json(app.get(path).await, 200).await;
    assert_eq!(
        anybody["accounts"]["bob@other.example"],
        blocked(false, false)
    );
    assert_eq!(anybody["hosts"]["other.example"], blocked(true, false));
    invalid(
        app.get("/api/v1/blocklist/status?accounts=a%20b&hosts=c%20d")
            .await,
        &["accounts", "hosts"],
    )
    .await;
    app.stop().await;
}
