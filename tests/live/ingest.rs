//! What publishers may do and what they are told, by a publisher that can do everything wrong.

use super::stage::{
    Live, classic_tags, enhanced_tags, publisher, publisher_with, server, watched_to_the_end,
};
use crate::support::{
    answer::status,
    rtmp::{
        flv::{Kind, Tag},
        handshake::Handshake,
        options::{Encoding, Options},
        publisher::{Pace, Publisher},
        status::Status,
        timestamps::{moved, moved_from},
    },
    wait::until,
};

fn refused(answer: Result<Publisher, Status>) -> Status {
    match answer {
        Ok(_) => panic!("it was let in"),
        Err(status) => status,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_is_refused_in_words_and_throttled_by_address() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[]).await;
    let first = refused(publisher(&app, "wrong").await);
    assert_eq!(
        (first.level.as_str(), first.code.as_str()),
        ("error", "NetStream.Publish.BadName")
    );
    assert!(first.description.contains("stream key"), "{first:?}");
    let mut throttled = false;
    for number in 0..200 {
        let status = refused(publisher(&app, &format!("wrong{number}")).await);
        throttled |= status.description.contains("Too many");
    }
    assert!(throttled, "200 wrong keys were all looked up");
    let held_up = refused(publisher(&app, &live.key).await);
    assert!(held_up.description.contains("Too many"), "{held_up:?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_publisher_is_refused_and_the_first_goes_on() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[]).await;
    let tags = classic_tags();
    let first = publisher(&app, &live.key).await.unwrap();
    first.replay(&tags, Pace::AsFastAsPossible).await.unwrap();
    let second = refused(publisher(&app, &live.key).await);
    assert_eq!(second.code, "NetStream.Publish.BadName");
    first
        .replay(&moved(&tags, 1_000), Pace::AsFastAsPossible)
        .await
        .unwrap();
    first.unpublish().await.unwrap();
    live.is(&owner, 5).await;
    let used_up = refused(publisher(&app, &live.key).await);
    assert!(used_up.description.contains("over"), "{used_up:?}");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_publisher_gives_way_to_the_one_that_comes() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let live = Live::create(&owner, &[]).await;
    let tags = classic_tags();
    let half_open = publisher(&app, &live.key).await.unwrap();
    half_open
        .replay(&tags, Pace::AsFastAsPossible)
        .await
        .unwrap();
    let second = until("the silent one gives way", async || {
        publisher(&app, &live.key).await.ok()
    });
    let second = second.await;
    second.replay(&tags, Pace::AsFastAsPossible).await.unwrap();
    second.unpublish().await.unwrap();
    live.is(&owner, 5).await;
    assert_eq!(live.sessions(&owner).await.len(), 1);
    drop(half_open);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_dialect_of_rtmp_arrives() {
    let app =
        server(|config| config.live.max_user_lives = tributary::config::Limit::Unlimited).await;
    let owner = app.user("owner").await;
    let tags = classic_tags();
    let dialects = [
        Options {
            handshake: Handshake::Digest,
            ..Options::default()
        },
        Options {
            encoding: Encoding::Amf3,
            ..Options::default()
        },
        Options {
            encoding: Encoding::Flex,
            flash: false,
            ..Options::default()
        },
        Options {
            chunk_size: 128,
            ..Options::default()
        },
        Options {
            chunk_size: 65_536,
            enhanced: true,
            ..Options::default()
        },
    ];
    for options in dialects {
        let live = Live::create(&owner, &[]).await;
        let publisher = publisher_with(&app, &live.key, options.clone())
            .await
            .unwrap();
        publisher
            .replay(&tags, Pace::AsFastAsPossible)
            .await
            .unwrap();
        let (path, _) = {
            publisher
                .replay(&moved(&tags, 2_000), Pace::AsFastAsPossible)
                .await
                .unwrap();
            publisher
                .replay(&moved(&tags, 4_000), Pace::AsFastAsPossible)
                .await
                .unwrap();
            live.playlist(&app).await
        };
        publisher.unpublish().await.unwrap();
        watched_to_the_end(&app, &path).await;
        live.is(&owner, 5).await;
    }
    // Behind the application, with nothing as the stream, and all frames of a second at once.
    let live = Live::create(&owner, &[]).await;
    let options = Options {
        app: format!("live/{}", live.key),
        ..Options::default()
    };
    let publisher = publisher_with(&app, "", options).await.unwrap();
    let frames: Vec<Tag> = tags
        .iter()
        .filter(|tag| tag.kind != Kind::Data)
        .cloned()
        .collect();
    for second in 0..4 {
        let frames = moved(&frames, second * 2_000);
        publisher.send_aggregate(&frames).await.unwrap();
    }
    let (path, _) = live.playlist(&app).await;
    publisher.unpublish().await.unwrap();
    watched_to_the_end(&app, &path).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn enhanced_rtmp_is_passed_on_where_hls_carries_it() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    for (arguments, codec) in [
        (["-c:v", "libx265", "-c:a", "aac"], "hvc1."),
        (["-c:v", "libvpx-vp9", "-c:a", "libopus"], "vp09."),
    ] {
        let live = Live::create(&owner, &[]).await;
        let options = Options {
            enhanced: true,
            ..Options::default()
        };
        let publisher = publisher_with(&app, &live.key, options).await.unwrap();
        for tag in enhanced_tags(&arguments) {
            publisher.send(&tag).await.unwrap();
        }
        publisher.unpublish().await.unwrap();
        let path = format!("/static/streaming-playlists/hls/{}/master.m3u8", live.uuid);
        let master = until("a master playlist", async || {
            let answer = app.get(&path).await;
            if answer.status() == 200 {
                answer.text().await.ok()
            } else {
                None
            }
        });
        let master = master.await;
        assert!(master.contains(codec), "{master}");
        live.is(&owner, 5).await;
        status(
            owner.delete(&format!("/api/v1/videos/{}", live.uuid)).await,
            204,
        )
        .await;
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn timestamps_that_jump_wrap_and_step_back_leave_a_playlist_without_a_break() {
    let app = server(|_| {}).await;
    let owner = app.user("owner").await;
    let tags = classic_tags();
    for (number, sent) in [
        moved(&tags, 0xFFFF_FFFF - 1_000),
        moved_from(&tags, 1_000, 24 * 3_600_000),
        moved_from(&tags, 1_000, -500),
    ]
    .into_iter()
    .enumerate()
    {
        let live = Live::create(&owner, &[]).await;
        let publisher = publisher(&app, &live.key).await.unwrap();
        publisher
            .replay(&sent, Pace::AsFastAsPossible)
            .await
            .unwrap();
        publisher.unpublish().await.unwrap();
        let (path, _) = live.playlist(&app).await;
        let playlist = watched_to_the_end(&app, &path).await;
        assert!(
            !playlist.contains("#EXT-X-DISCONTINUITY\n"),
            "{number}: {playlist}"
        );
        let length: f64 = playlist
            .lines()
            .filter_map(|line| {
                line.strip_prefix("#EXTINF:")?
                    .trim_end_matches(',')
                    .parse::<f64>()
                    .ok()
            })
            .sum();
        assert!(
            (1.5..=2.6).contains(&length),
            "{number}: {length} s of 2 s: {playlist}"
        );
        live.is(&owner, 5).await;
        status(
            owner.delete(&format!("/api/v1/videos/{}", live.uuid)).await,
            204,
        )
        .await;
    }
    app.stop().await;
}
