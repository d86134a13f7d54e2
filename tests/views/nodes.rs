//! Several nodes that count the same videos.

use super::stage::{begin, publish, write};
use crate::support::{redis::Redis, server::Server, wait::until};

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
    let video = publish(&first).await;
    let folder = tempfile::tempdir().unwrap();
    let database = first.database();
    let mut second = if database.is_postgres() {
        Server::over(folder, database.shared(), &settings(redis))
    } else {
        Server::set_up(&settings(redis)).await
    };
    second.restart().await;
    if !database.is_postgres() {
        assert_eq!(publish(&second).await, video);
    }
    (first, second, video)
}

async fn watch(server: &Server, video: i64, sessions: std::ops::Range<u32>) {
    for session in sessions {
        begin(server, video, &format!("session {session}")).await;
    }
    assert!(write(server).await);
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
    for node in [&first, &second] {
        until("the node shares again", async || {
            session += 1;
            watch(node, video, session..session + 1).await;
            node.log()
                .contains("servers count views together again")
                .then_some(())
        })
        .await;
    }
    let before = views(&first, &second, video).await;
    watch(&first, video, 10_000..10_010).await;
    watch(&second, video, 10_000..10_010).await;
    assert_eq!(views(&first, &second, video).await, before + 10);
    for server in [&mut first, &mut second] {
        let (status, _) = server.terminate().await;
        assert!(status.success());
    }
}
