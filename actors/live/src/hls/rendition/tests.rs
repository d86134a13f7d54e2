//! Playlists as players read them, and waiting for what is to come.

use std::sync::Arc;

use bytes::Bytes;

use super::*;
use crate::hls::packager::tests::{audio_track, video_track};
use crate::hls::{CutSettings, Packager};

const PATIENCE: Duration = Duration::from_secs(10);
/// 2026-11-26T12:00:00Z.
const WALL: u64 = 1_795_694_400_000;

fn rendition(part_ms: Option<u64>) -> Rendition {
    archived(part_ms, 0)
}

fn archived(part_ms: Option<u64>, archive_ms: u64) -> Rendition {
    let settings = WindowSettings {
        keep_ms: 8_000,
        archive_ms,
        part_ms,
        target_ms: 2_000,
    };
    Rendition::new("a".to_owned(), settings)
}

/// Feeds pictures of 40 ms, a key frame every 2 s, from one second to another.
fn feed(packager: &mut Packager, rendition: &Rendition, seconds: std::ops::Range<u64>) {
    for place in seconds.start * 25..seconds.end * 25 {
        packager.picture(
            place * 40,
            0,
            place % 50 == 0,
            Bytes::from_static(b"picture"),
        );
        rendition.take(packager.pieces(), WALL + place * 40);
    }
}

fn packager() -> Packager {
    let mut packager = Packager::new(CutSettings {
        segment_ms: 2_000,
        part_ms: 500,
    });
    packager.video_track(video_track());
    packager.audio_track(audio_track());
    packager
}

async fn playlist(rendition: &Rendition, ask: Ask) -> Result<String, NotThere> {
    match rendition.media("a.m3u8", ask, PATIENCE).await? {
        Media::Playlist(text) => Ok(String::from_utf8(text.to_vec()).unwrap()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_playlist_offers_whole_segments_and_forgets_old_ones() {
    let rendition = rendition(None);
    feed(&mut packager(), &rendition, 0..21);
    let text = playlist(&rendition, Ask::default()).await.unwrap();
    assert!(text.contains("#EXT-X-MEDIA-SEQUENCE:6\n"), "{text}");
    assert!(text.contains("#EXT-X-TARGETDURATION:2\n"), "{text}");
    assert!(
        text.contains("#EXT-X-PROGRAM-DATE-TIME:2026-11-26T12:00:12."),
        "{text}"
    );
    assert_eq!(text.matches("#EXTINF:2.000,").count(), 4, "{text}");
    assert!(!text.contains("EXT-X-PART"), "{text}");
    let gone = rendition.media("a-5.m4s", Ask::default(), PATIENCE).await;
    assert_eq!(gone, Err(NotThere::Unknown));
    assert!(
        rendition
            .media("a-9.m4s", Ask::default(), PATIENCE)
            .await
            .is_ok()
    );
    assert!(
        rendition
            .media("a-init0.mp4", Ask::default(), PATIENCE)
            .await
            .is_ok()
    );
}

#[tokio::test(start_paused = true)]
async fn parts_add_up_to_their_segment_byte_for_byte() {
    let rendition = rendition(Some(500));
    feed(&mut packager(), &rendition, 0..7);
    let Ok(Media::Segment(whole)) = rendition.media("a-2.m4s", Ask::default(), PATIENCE).await
    else {
        panic!("no segment");
    };
    let mut parts = Vec::new();
    for part in 0..whole.len() {
        let name = format!("a-2.{part}.m4s");
        match rendition.media(&name, Ask::default(), PATIENCE).await {
            Ok(Media::Segment(bytes)) => parts.extend(bytes),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(parts, whole);
}

#[tokio::test(start_paused = true)]
async fn a_blocking_reload_waits_for_its_part_and_for_no_more() {
    let rendition = Arc::new(rendition(Some(500)));
    let mut packager = packager();
    feed(&mut packager, &rendition, 0..5);
    let ask = |segment, part| Ask {
        segment: Some(segment),
        part: Some(part),
        skip: false,
    };
    let text = playlist(&rendition, Ask::default()).await.unwrap();
    assert!(text.contains("TYPE=PART,URI=\"a-2.2.m4s\""), "{text}");
    let waiting = playlist(&rendition, ask(2, 2));
    let feeding = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        feed(&mut packager, &rendition, 5..6);
    };
    let (text, ()) = tokio::join!(waiting, feeding);
    assert!(
        text.unwrap()
            .contains("EXT-X-PART:DURATION=0.480,URI=\"a-2.2.m4s\"")
    );
    assert_eq!(
        playlist(&rendition, ask(9, 0)).await,
        Err(NotThere::TooFarAhead)
    );
    assert_eq!(playlist(&rendition, ask(3, 9)).await, Err(NotThere::Late));
}

#[tokio::test(start_paused = true)]
async fn a_delta_leaves_old_segments_out() {
    let settings = WindowSettings {
        keep_ms: 60_000,
        archive_ms: 0,
        part_ms: Some(500),
        target_ms: 2_000,
    };
    let rendition = Rendition::new("a".to_owned(), settings);
    feed(&mut packager(), &rendition, 0..41);
    let ask = Ask {
        skip: true,
        ..Ask::default()
    };
    let delta = playlist(&rendition, ask).await.unwrap();
    let whole = playlist(&rendition, Ask::default()).await.unwrap();
    assert!(
        delta.contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=14\n"),
        "{delta}"
    );
    assert_eq!(
        delta.matches("#EXTINF").count() + 14,
        whole.matches("#EXTINF").count()
    );
}

#[tokio::test(start_paused = true)]
async fn a_publisher_that_comes_back_goes_on_behind_a_discontinuity() {
    let rendition = rendition(None);
    let mut first = packager();
    feed(&mut first, &rendition, 0..4);
    first.finish();
    rendition.take(first.pieces(), WALL + 4_000);
    feed(&mut packager(), &rendition, 4..9);
    rendition.end();
    let text = playlist(&rendition, Ask::default()).await.unwrap();
    let again = "#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"a-init1.mp4\"\n#EXT-X-PROGRAM-DATE-TIME:";
    assert!(text.contains(again), "{text}");
    assert!(text.ends_with("#EXT-X-ENDLIST\n"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn names_that_lead_nowhere_are_unknown() {
    let rendition = rendition(Some(500));
    feed(&mut packager(), &rendition, 0..5);
    for name in [
        "b.m3u8",
        "a",
        "a-",
        "a-x.m4s",
        "a-1.x.m4s",
        "a-init9.mp4",
        "a-99.m4s",
        "a-2.9.m4s",
        "../a.m3u8",
    ] {
        let found = rendition.media(name, Ask::default(), PATIENCE).await;
        assert_eq!(found, Err(NotThere::Unknown), "{name}");
    }
}

/// As `feed`, with each part stored behind the others in a file, but for those of one segment.
fn feed_and_store(rendition: &Rendition, seconds: u64, lost: Option<u64>) {
    let (mut packager, mut offset) = (packager(), 0);
    for place in 0..seconds * 25 {
        let data = Bytes::from_static(b"picture");
        packager.picture(place * 40, 0, place % 50 == 0, data);
        for written in rendition.take(packager.pieces(), WALL + place * 40) {
            if let Written::Part(bytes, id) = written {
                let length = bytes.len() as u64;
                let stored = Stored {
                    file: 0,
                    offset,
                    length,
                };
                offset += length;
                if lost != Some(id.segment) {
                    rendition.store(id, stored);
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn old_segments_are_left_to_the_disk_and_offered_as_long_as_they_may_be() {
    let rendition = archived(Some(500), 20_000);
    feed_and_store(&rendition, 41, None);
    let text = playlist(&rendition, Ask::default()).await.unwrap();
    assert!(text.contains("#EXT-X-MEDIA-SEQUENCE:10\n"), "{text}");
    assert_eq!(text.matches("#EXTINF:2.000,").count(), 10, "{text}");
    let old = rendition.media("a-10.m4s", Ask::default(), PATIENCE).await;
    let Ok(Media::Stored(old)) = old else {
        panic!("{old:?}");
    };
    let next = rendition.media("a-11.m4s", Ask::default(), PATIENCE).await;
    let Ok(Media::Stored(next)) = next else {
        panic!("{next:?}");
    };
    assert_eq!(old.offset + old.length, next.offset);
    for (name, there) in [
        ("a-9.m4s", false),
        ("a-10.0.m4s", false),
        ("a-19.m4s", true),
    ] {
        let found = rendition.media(name, Ask::default(), PATIENCE).await;
        assert_eq!(matches!(found, Ok(Media::Segment(_))), there, "{name}");
    }
    // What is left to the disk does not make the rest look small.
    let memory = rendition.describe().unwrap().bandwidth;
    let all = self::rendition(Some(500));
    feed_and_store(&all, 41, None);
    assert_eq!(all.describe().unwrap().bandwidth, memory);
}

#[tokio::test(start_paused = true)]
async fn what_the_disk_did_not_take_is_not_offered_and_neither_is_what_was_before() {
    let rendition = archived(None, 60_000);
    feed_and_store(&rendition, 41, Some(7));
    let text = playlist(&rendition, Ask::default()).await.unwrap();
    assert!(text.contains("#EXT-X-MEDIA-SEQUENCE:8\n"), "{text}");
    assert_eq!(text.matches("#EXTINF:2.000,").count(), 12, "{text}");
    let skip = Ask {
        skip: true,
        ..Ask::default()
    };
    let delta = playlist(&rendition, skip).await.unwrap();
    assert!(
        delta.contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=6\n"),
        "{delta}"
    );
}
