//! Publishers that stall, flood, send garbage or too much, disks that refuse, videos that go: what ends, and what goes on.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::stage::{
    Encoder, Live, classic_tags, publisher, rtmp_address, server, watched_to_the_end,
};
use crate::support::{
    answer::status,
    rtmp::{flv::Tag, publisher::Pace, timestamps::moved},
    wait::until,
    work::left_in,
};

#[tokio::test(flavor = "multi_thread")]
async fn who_stalls_sends_garbage_or_no_key_frame_is_dropped_and_the_session_says_why() {
    let app = server(|config| {
        config.live.ingest.silence_timeout = Duration::from_secs(2);
        config.live.ingest.max_key_frame_interval = Duration::from_secs(3);
        config.live.reconnect_window = Duration::from_secs(1);
        config.live.max_user_lives = tributary::config::Limit::Unlimited;
    })
    .await;
    let owner = app.user("owner").await;
    let tags = classic_tags();
    let lives = [
        Live::create(&owner, &[]).await,
        Live::create(&owner, &[]).await,
        Live::create(&owner, &[]).await,
    ];
    let untouched = Live::create(&owner, &[]).await;
    let encoder = Encoder::start(&untouched.address(), None);
    untouched.is(&owner, 1).await;

    let mut stalls = publisher(&app, &lives[0].key).await.unwrap();
    stalls.replay(&tags, Pace::AsFastAsPossible).await.unwrap();
    let mut garbage = publisher(&app, &lives[1].key).await.unwrap();
    garbage.replay(&tags, Pace::AsFastAsPossible).await.unwrap();
    garbage.send_raw(&[0xFF; 4_096]).await.unwrap();
    let mut no_key = publisher(&app, &lives[2].key).await.unwrap();
    no_key.replay(&tags, Pace::AsFastAsPossible).await.unwrap();
    let others: Vec<Tag> = tags
        .iter()
        .filter(|tag| !tag.is_key_frame() && !tag.is_sequence_header())
        .cloned()
        .collect();
    for second in 1..4 {
        let _refused = no_key
            .replay(&moved(&others, second * 2_000), Pace::AsFastAsPossible)
            .await;
    }
    for publisher in [&mut stalls, &mut garbage, &mut no_key] {
        publisher.closed().await;
    }
    for (live, error) in lives.iter().zip([1, 9, 9]) {
        live.is(&owner, 5).await;
        assert_eq!(live.sessions(&owner).await[0]["error"], error);
    }
    assert_eq!(
        untouched.video(&owner).await["state"]["id"],
        1,
        "nothing else notices"
    );
    encoder.stop();
    untouched.is(&owner, 5).await;
    assert_eq!(untouched.sessions(&owner).await[0]["error"], json!(null));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_blocks_end_a_session_with_their_own_error() {
    let app = server(|config| {
        config.live.max_duration = tributary::config::Limit::AtMost(Duration::from_secs(4))
    })
    .await;
    let owner = app.user("owner").await;
    let long = Live::create(&owner, &[]).await;
    let encoder = Encoder::start(&long.address(), None);
    long.is(&owner, 5).await;
    assert_eq!(long.sessions(&owner).await[0]["error"], 2);
    drop(encoder);
    app.stop().await;

    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let large = Live::create(&owner, &[("saveReplay", "true")]).await;
    app.execute("UPDATE users SET video_quota = 100000 WHERE username = 'owner'")
        .await;
    let encoder = Encoder::start(&large.address(), None);
    large.is(&owner, 5).await;
    assert_eq!(large.sessions(&owner).await[0]["error"], 3);
    drop(encoder);
    let blocked = Live::create(&owner, &[]).await;
    let encoder = Encoder::start(&blocked.address(), None);
    blocked.is(&owner, 1).await;
    app.execute("UPDATE users SET blocked = TRUE WHERE username = 'owner'")
        .await;
    let root = app.root().await;
    until("the end of the session", async || {
        let sessions = blocked.sessions(root).await;
        (sessions[0]["error"] == 5).then_some(())
    })
    .await;
    drop(encoder);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_handshakes_hold_up_nobody_and_end() {
    let app = server(|config| config.live.ingest.handshake_timeout = Duration::from_secs(3)).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[]).await;
    let mut slow = Vec::new();
    for number in 0..500 {
        let mut socket = TcpStream::connect(rtmp_address(&app)).await.unwrap();
        if number % 2 == 0 {
            socket.write_all(&[3, 0, 0]).await.unwrap();
        }
        slow.push(socket);
    }
    let begun = Instant::now();
    let publisher = publisher(&app, &live.key).await.unwrap();
    assert!(
        begun.elapsed() < Duration::from_secs(2),
        "{:?}",
        begun.elapsed()
    );
    publisher
        .replay(&classic_tags(), Pace::AsFastAsPossible)
        .await
        .unwrap();
    for mut socket in slow {
        let mut rest = Vec::new();
        let _closed = socket.read_to_end(&mut rest).await;
    }
    publisher.unpublish().await.unwrap();
    live.is(&owner, 5).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_that_is_deleted_ends_and_leaves_nothing() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[("saveReplay", "true")]).await;
    let encoder = Encoder::start(&live.address(), None);
    let (path, _) = live.playlist(&app).await;
    status(
        owner.delete(&format!("/api/v1/videos/{}", live.uuid)).await,
        204,
    )
    .await;
    assert_eq!(app.get(&path).await.status(), 404);
    let (content, _) = encoder.ended().await;
    assert!(!content, "the encoder is told");
    let recordings = app.folder().join("data/tmp-persistent");
    until("the recording goes", async || {
        left_in(&recordings).is_empty().then_some(())
    })
    .await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_refuses_costs_the_recording_and_not_the_live() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[("saveReplay", "true")]).await;
    let recordings = app.folder().join("data/tmp-persistent");
    std::fs::remove_dir_all(&recordings).unwrap();
    std::fs::write(&recordings, "no folder").unwrap();
    let encoder = Encoder::start(&live.address(), Some(6));
    let (path, _) = live.playlist(&app).await;
    let (content, said) = encoder.ended().await;
    assert!(content, "{said}");
    let playlist = watched_to_the_end(&app, &path).await;
    assert!(playlist.matches("#EXTINF").count() >= 2, "{playlist}");
    live.is(&owner, 5).await;
    std::fs::remove_file(&recordings).unwrap();
    std::fs::create_dir(&recordings).unwrap();
    assert_eq!(live.sessions(&owner).await[0]["error"], json!(null));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_that_floods_is_dropped() {
    let app = server(|config| config.live.ingest.max_bit_rate = 50_000).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[]).await;
    let encoder = Encoder::start(&live.address(), None);
    live.is(&owner, 5).await;
    assert_eq!(live.sessions(&owner).await[0]["error"], 9);
    let (content, _) = encoder.ended().await;
    assert!(!content);
    app.stop().await;
}
