//! The end of a user.

use serde_json::json;

use crate::support::{
    answer::{json, status},
    app::TestApp,
    clip,
    videos::{self, api},
    wait::until,
};

/// Waits until the name of a user is free again, which is when all that was theirs is gone.
async fn gone(app: &TestApp, name: &str) {
    let root = app.root().await;
    let body = json!({
        "username": name, "password": "correct horse battery", "email": format!("{name}@new.example"), "role": 2,
    });
    until("the name is free", async || {
        let answer = root.post_json("/api/v1/users", &body).await;
        (answer.status() == 200).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_user_is_out_at_once_and_all_that_is_theirs_goes() {
    let app = videos::quick().await;
    let alice = app.user("alice").await;
    let clip = clip::tiny_mp4(app.folder());
    let mut made = Vec::new();
    for name in ["One", "Two"] {
        made.push(app.upload(&alice, &clip, name).await);
    }
    let root = app.root().await;
    let path = format!("/api/v1/users/{}", alice.user_id);
    status(root.delete(&path).await, 204).await;
    status(alice.get("/api/v1/users/me").await, 401).await;
    status(root.get(&path).await, 404).await;
    status(root.delete(&path).await, 404).await;
    let list = json(root.get("/api/v1/users").await, 200).await;
    assert_eq!(list["total"], 1);
    gone(&app, "alice").await;
    for video in &made {
        status(root.get(&api(video)).await, 404).await;
    }
    status(root.get("/api/v1/accounts/alice").await, 200).await;
    let videos = json(root.get("/api/v1/accounts/alice/videos").await, 200).await;
    assert_eq!(videos["total"], 0, "another alice");
    let command = json!({ "command": "remove-files" });
    status(
        root.post_json("/api/v1/server/debug/run-command", &command)
            .await,
        204,
    )
    .await;
    let left = walk(&app.folder().join("storage"));
    assert!(left.iter().all(|file| !file.ends_with(".mp4")), "{left:?}");
    app.stop().await;
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => walk(&path),
            false => vec![path.display().to_string()],
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_may_leave() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    status(alice.delete("/api/v1/users/me").await, 204).await;
    status(alice.get("/api/v1/users/me").await, 401).await;
    gone(&app, "alice").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removal_that_a_stop_interrupted_goes_on_after_the_start() {
    let mut app = TestApp::start().await;
    let alice = app.user("alice").await;
    // As if the server had ended between the answer and the work.
    let statement = format!(
        "UPDATE users SET removed_at = created_at, blocked = TRUE WHERE id = {}",
        alice.user_id
    );
    app.execute(&statement).await;
    app.restart().await;
    gone(&app, "alice").await;
    app.stop().await;
}
