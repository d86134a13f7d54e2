//! Accounts and channels by their handles.

use serde_json::json;

use crate::support::{
    answer::{json, problem, status},
    app::TestApp,
};

#[tokio::test(flavor = "multi_thread")]
async fn accounts_and_channels_are_found_with_and_without_the_own_host() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let words = json!({ "displayName": "Alice the First", "description": "Hello there" });
    status(alice.put_json("/api/v1/users/me", &words).await, 204).await;
    for handle in ["alice", "alice@video.test", "ALICE", "alice@VIDEO.test"] {
        let path = format!("/api/v1/accounts/{handle}");
        let account = json(app.get(&path).await, 200).await;
        assert_eq!(account["id"], alice.account_id, "{handle}");
        assert_eq!(account["name"], "alice");
        assert_eq!(account["displayName"], "Alice the First");
        assert_eq!(account["description"], "Hello there");
        assert_eq!(account["host"], "video.test");
        assert_eq!(account["userId"], alice.user_id);
        assert!(account.get("email").is_none());
    }
    for handle in ["alice_channel", "alice_channel@video.test"] {
        let path = format!("/api/v1/video-channels/{handle}");
        let channel = json(app.get(&path).await, 200).await;
        assert_eq!(channel["id"], alice.channel_id, "{handle}");
        assert_eq!(channel["isLocal"], true);
        assert_eq!(
            channel["url"],
            "https://video.test/video-channels/alice_channel"
        );
        assert_eq!(channel["ownerAccount"]["id"], alice.account_id);
        let path = format!("/api/v1/video-channels/{handle}/videos");
        let videos = json(app.get(&path).await, 200).await;
        assert_eq!(videos, json!({ "total": 0, "data": [] }));
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn handles_that_name_nobody_are_not_found() {
    let app = TestApp::start().await;
    app.user("alice").await;
    for list in ["accounts", "video-channels"] {
        for handle in ["nobody", "alice@elsewhere.example", "alice@video.test:8443"] {
            let path = format!("/api/v1/{list}/{handle}");
            problem(app.get(&path).await, 404, "").await;
            problem(app.get(&format!("{path}/videos")).await, 404, "").await;
        }
        // An account is no channel, and a channel no account.
        let other = if list == "accounts" {
            "alice_channel"
        } else {
            "alice"
        };
        problem(app.get(&format!("/api/v1/{list}/{other}")).await, 404, "").await;
        for rubbish in [
            "a%20b",
            "@",
            "alice@",
            "a%00b",
            "%2e%2e%2fetc",
            "%f0%9f%90%98",
            "alice%E2%80%AE",
        ] {
            let answer = app.get(&format!("/api/v1/{list}/{rubbish}")).await;
            let status = answer.status().as_u16();
            assert!(status == 400 || status == 404, "{rubbish}: {status}");
        }
    }
    app.stop().await;
}
