//! Several nodes that count the same videos.

use std::time::Duration;

use serde_json::json;

use crate::support::{
    answer::{self, status},
    clip,
    redis::Redis,
    server::Server,
    wait::until,
};

fn settings(redis: &Redis) -> String {
    format!(
        "transcoding: {{ enabled: false }}\n\
         webserver: {{ https: false, hostname: video.test, port: 80 }}\n\
         secrets: {{ peertube: the same on every node of an instance }}\n\
         views: {{ videos: {{ count_view_after: 0 seconds }} }}\n\
         redis: {{ url: {} }}\n",
        redis.url()
    )
}

/// Two nodes on one database; SQLite has one process, so there each has its own, with the same video in it.
async fn two(redis: &Redis) -> (Server, Server, i64) {
    let first = Server::start(&settings(redis)).await;
    let video = upload(&first).await;
    let folder = tempfile::tempdir().unwrap();
    let database = first.database();
    let mut second = if database.is_postgres() {
        Server::over(folder, database.shared(), &settings(redis))
    } else {
        Server::set_up(&settings(redis)).await
    };
    second.restart().await;
    if !database.is_postgres() {
        assert_eq!(upload(&second).await, video);
    }
    (first, second, video)
}

async fn upload(server: &Server) -> i64 {
    use reqwest::multipart::{Form, Part};
    let root = server.root().await;
    let bytes = std::fs::read(clip::tiny_mp4(server.folder())).unwrap();
    let form = Form::new()
        .text("name", "Watched")
        .text("channelId", root.channel_id.to_string())
        .text("privacy", "1")
        .part("videofile", Part::bytes(bytes).file_name("tiny.mp4"));
    let answer = root.post_multipart("/api/v1/videos/upload", form).await;
    answer::json(answer, 200).await["video"]["id"]
        .as_i64()
        .unwrap()
}

async fn watch(server: &Server, video: i64, sessions: std::ops::Range<u32>) {
    for session in sessions {
        let body = json!({ "currentTime": 0, "sessionId": format!("session {session}") });
        let path = format!("/api/v1/videos/{video}/views");
        status(server.anyone().post_json(&path, &body).await, 204).await;
    }
    let root = server.root().await;
    let body = json!({ "command": "process-video-views-buffer" });
    status(
        root.post_json("/api/v1/server/debug/run-command", &body)
            .await,
        204,
    )
    .await;
}

/// Views of both nodes together.
async fn views(first: &Server, second: &Server, video: i64) -> i64 {
    let sql = format!("SELECT CAST(views AS TEXT) FROM videos WHERE id = {video}");
    let mut sum = 0;
    let mut databases = vec![first.database()];
    if !first.database().is_postgres() {
        databases.push(second.database());
    }
    for database in databases {
        sum += database.texts(&sql).await[0].parse::<i64>().unwrap();
    }
    sum
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_count_a_session_once_and_each_for_itself_while_redis_is_gone() {
    let mut redis = Redis::start().await;
    let (mut first, mut second, video) = two(&redis).await;
    watch(&first, video, 0..10).await;
    watch(&second, video, 5..15).await;
    watch(&first, video, 0..15).await;
    assert_eq!(views(&first, &second, video).await, 15);
    redis.kill();
    watch(&first, video, 10..20).await;
    assert_eq!(
        views(&first, &second, video).await,
        20,
        "those of the other node are known from before"
    );
    watch(&second, video, 5..15).await;
    assert_eq!(views(&first, &second, video).await, 20);
    watch(&second, video, 0..5).await;
    assert_eq!(
        views(&first, &second, video).await,
        25,
        "of these the second node never heard"
    );
    let warnings = || {
        first
            .log()
            .matches("each counts for itself meanwhile")
            .count()
    };
    assert_eq!(warnings(), 1);
    redis.restart().await;
    // It is asked again some seconds later.
    let mut session = 100;
    until("the nodes share again", async || {
        session += 1;
        watch(&first, video, session..session + 1).await;
        first
            .log()
            .contains("servers count views together again")
            .then_some(())
    })
    .await;
    let before = views(&first, &second, video).await;
    watch(&second, video, session..session + 1).await;
    let after = views(&first, &second, video).await;
    assert!(
        after - before <= 1,
        "the second node may not have asked again yet"
    );
    tokio::time::sleep(Duration::from_millis(5_100)).await;
    watch(&first, video, 200..210).await;
    watch(&second, video, 200..210).await;
    assert_eq!(views(&first, &second, video).await, after + 10);
    for server in [&mut first, &mut second] {
        let (status, _) = server.terminate().await;
        assert!(status.success());
    }
}
