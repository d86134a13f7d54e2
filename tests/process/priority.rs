//! Media workers stand behind other programs when the CPU is short.

use std::time::{Duration, Instant};

use crate::support::{app::TestApp, clip};

/// The niceness of every media worker that this process started.
fn niceness_of_workers() -> Vec<i64> {
    let own = std::process::id().to_string();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let read = |entry: std::fs::DirEntry| {
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let (before, after) = stat.split_once(") ")?;
        // state, parent, …; the niceness is field 19 of the whole line.
        let fields: Vec<&str> = after.split(' ').collect();
        let ours = before.contains("(tributary-media") && fields.get(1) == Some(&own.as_str());
        ours.then(|| fields.get(16)?.parse().ok())?
    };
    processes.filter_map(read).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_media_worker_has_the_niceness_of_the_configuration() {
    let app = TestApp::with(|config| config.worker.nice = 7).await;
    let alice = app.user("alice").await;
    app.upload(&alice, &clip::tiny_mp4(app.folder()), "Nice")
        .await;
    let deadline = Instant::now() + Duration::from_secs(30);
    let own = std::fs::read_to_string("/proc/self/stat").unwrap();
    let own: i64 = own
        .split_once(") ")
        .unwrap()
        .1
        .split(' ')
        .nth(16)
        .unwrap()
        .parse()
        .unwrap();
    let expected = (own + 7).min(19);
    while !niceness_of_workers().contains(&expected) {
        assert!(
            Instant::now() < deadline,
            "{:?}, not {expected}",
            niceness_of_workers()
        );
        tokio::task::yield_now().await;
    }
    app.jobs_done().await;
    app.stop().await;
}
