//! Making lives, what they are set to, their limits and who sees what.

use serde_json::{Value, json};
use tributary::config::Limit;

use super::stage::{Live, create, server};
use crate::support::answer::{invalid, json as body, problem, status};

#[tokio::test(flavor = "multi_thread")]
async fn a_live_is_made_shown_and_changed() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let fields = [
        ("saveReplay", "true"),
        ("replaySettings[privacy]", "3"),
        ("permanentLive", "true"),
        ("latencyMode", "3"),
        ("description", "What it is about"),
    ];
    let live = Live::create(&owner, &fields).await;
    let path = format!("/api/v1/videos/live/{}", live.id);
    let shown = body(owner.get(&path).await, 200).await;
    let port = app.app().config.live.rtmp.port;
    assert_eq!(shown["rtmpUrl"], format!("rtmp://127.0.0.1:{port}/live"));
    assert_eq!(shown["rtmpsUrl"], Value::Null);
    let wanted = json!({ "permanentLive": true, "saveReplay": true, "latencyMode": 3, "replaySettings": { "privacy": 3 } });
    for (name, value) in wanted.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
    let video = live.video(&owner).await;
    assert_eq!(video["isLive"], true);
    assert_eq!(
        video["state"],
        json!({ "id": 4, "label": "Waiting for livestream" })
    );
    assert_eq!(video["streamingPlaylists"], json!([]));
    let listed = body(app.get("/api/v1/videos?isLive=true").await, 200).await;
    assert_eq!(listed["total"], 0, "it is listed once it is on air");

    status(
        owner
            .put_json(&path, &json!({ "saveReplay": false, "latencyMode": 2 }))
            .await,
        204,
    )
    .await;
    let shown = body(owner.get(&path).await, 200).await;
    assert_eq!(shown["replaySettings"], Value::Null);
    assert_eq!(
        (&shown["latencyMode"], &shown["permanentLive"]),
        (&json!(2), &json!(true))
    );
    invalid(
        owner.put_json(&path, &json!({ "latencyMode": 4 })).await,
        &["latencyMode"],
    )
    .await;
    let both = json!({ "replaySettings": { "privacy": 1 } });
    let code = "live_conflicting_permanent_and_save_replay";
    problem(owner.put_json(&path, &both).await, 400, code).await;
    let sessions = body(owner.get(&format!("{path}/sessions")).await, 200).await;
    assert_eq!(sessions, json!({ "total": 0, "data": [] }));
    let session = format!("/api/v1/videos/{}/live-session", live.id);
    problem(owner.get(&session).await, 404, "").await;
    status(
        owner.delete(&format!("/api/v1/videos/{}", live.id)).await,
        204,
    )
    .await;
    problem(owner.get(&path).await, 404, "").await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_its_owners_and_administrators_and_is_not_in_the_database() {
    let app = server(|_| {}).await;
    let (owner, other) = (app.user("owner").await, app.user("other").await);
    let moderator = app.moderator("mo").await;
    let live = Live::create(&owner, &[]).await;
    let path = format!("/api/v1/videos/live/{}", live.uuid);
    let root = body(app.root().await.get(&path).await, 200).await;
    assert_eq!(root["streamKey"], live.key.as_str());
    for stranger in [&other, &moderator] {
        let shown = body(stranger.get(&path).await, 200).await;
        for secret in ["streamKey", "rtmpUrl", "rtmpsUrl"] {
            assert_eq!(shown[secret], Value::Null, "{secret}");
        }
        problem(stranger.get(&format!("{path}/sessions")).await, 403, "").await;
        problem(stranger.put_json(&path, &json!({})).await, 403, "").await;
    }
    problem(app.get(&path).await, 401, "").await;
    // 32 bytes in hexadecimal digits are no text of a key.
    let hashes = app
        .database()
        .texts("SELECT CAST(LENGTH(key_hash) AS TEXT) FROM video_lives");
    assert_eq!(hashes.await, ["32"]);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_limit_refuses_with_its_own_code() {
    let app = server(|config| {
        config.live.allow_replay = false;
        config.live.latency_setting.enabled = false;
        config.live.max_user_lives = Limit::AtMost(1);
        config.live.max_instance_lives = Limit::AtMost(2);
    })
    .await;
    let (owner, other) = (app.user("owner").await, app.user("other").await);
    let third = app.user("third").await;
    let refused = create(&owner, &[("saveReplay", "true")]).await;
    problem(refused, 403, "live_not_allowing_replay").await;
    problem(create(&owner, &[("latencyMode", "3")]).await, 403, "").await;
    Live::create(&owner, &[]).await;
    problem(
        create(&owner, &[]).await,
        403,
        "max_user_lives_limit_reached",
    )
    .await;
    Live::create(&other, &[]).await;
    problem(
        create(&third, &[]).await,
        403,
        "max_instance_lives_limit_reached",
    )
    .await;
    app.stop().await;

    let app = server(|config| config.live.enabled = false).await;
    let owner = app.user("owner").await;
    problem(create(&owner, &[]).await, 403, "live_not_enabled").await;
    app.stop().await;
}
