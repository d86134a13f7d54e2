//! kill -9 while people watch.

use serde_json::Value;

use super::stage::{begin, journal_bytes, publish, write};
use crate::support::{answer, server::Server, wait::until};

const SETTINGS: &str = "
transcoding: { enabled: false }
views: { videos: { count_view_after: 0 seconds } }
rates_limit: { api: { window: 1 second, max: 100000 } }
";

/// Somebody begins to watch, and that is in the journal.
async fn committed(server: &Server, video: i64, session: &str) {
    let before = journal_bytes(server);
    begin(server, video, session).await;
    until("a commit of the journal", async || {
        (journal_bytes(server) > before).then_some(())
    })
    .await;
}

async fn flush(server: &Server) {
    assert!(write(server).await);
}

async fn views(server: &Server, video: i64) -> Value {
    let answer = server
        .anyone()
        .get(&format!("/api/v1/videos/{video}"))
        .await;
    answer::json(answer, 200).await["views"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_has_every_view_but_those_of_the_last_second_and_none_twice() {
    let mut server = Server::start(SETTINGS).await;
    let video = publish(&server).await;
    for round in 0..3 {
        for session in 0..10 {
            begin(&server, video, &format!("{round} {session}")).await;
        }
        if round == 1 {
            flush(&server).await;
        }
        // Whatever made the journal grow, all that came before is in it.
        committed(&server, video, &format!("{round} last")).await;
        server.kill_and_restart().await;
        // Of the last one nothing is promised.
        begin(&server, video, &format!("{round} last")).await;
        // Everybody who was there before is known.
        for session in 0..10 {
            begin(&server, video, &format!("{round} {session}")).await;
        }
    }
    flush(&server).await;
    assert_eq!(views(&server, video).await, 33);
    let (status, _) = server.terminate().await;
    assert!(status.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_between_the_database_and_its_journal_counts_nothing_twice() {
    let mut server = Server::start(SETTINGS).await;
    let video = publish(&server).await;
    for session in 0..10 {
        begin(&server, video, &session.to_string()).await;
    }
    flush(&server).await;
    // The segment is there: it is needed until the views expire.
    server.kill_and_restart().await;
    flush(&server).await;
    assert_eq!(views(&server, video).await, 10);
    // A torn end is cut off.
    let journal = server.data("tmp-persistent").join("views");
    committed(&server, video, "another").await;
    server.kill();
    let mut segments: Vec<_> = std::fs::read_dir(&journal)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "views")
        })
        .collect();
    segments.sort();
    let last = std::fs::OpenOptions::new()
        .append(true)
        .open(segments.last().unwrap());
    std::io::Write::write_all(&mut last.unwrap(), &[40, 0, 1, 2, 3]).unwrap();
    server.restart().await;
    flush(&server).await;
    assert_eq!(views(&server, video).await, 11);
    let (status, _) = server.terminate().await;
    assert!(status.success());
}
