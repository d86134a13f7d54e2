//! Lives: confined as files are, and not impressed by pictures that are none.

use std::io::Write;

use actors_media::{Encoding, Event, Feed, Inspect, Limits, Live, LiveCodec, LiveRung, Request};

use crate::support::{Workshop, ask, events, read_events, start};

/// H.264, 1280 × 720, as x264 describes it.
const RECORD: &[u8] =
    b"\x01\x42\xc0\x1f\xff\xe1\x00\x09\x67\x42\xc0\x1f\xda\x01\x40\x16\xe4\x01\x00\x04\x68\xce\x3c\x80";

/// What the child says of a live whose only pictures are these.
fn of(pictures: &[&[u8]]) -> Vec<Event> {
    let mut child = start();
    let rung = LiveRung {
        resolution: 240,
        max_fps: 30,
        video_bit_rate: 500_000,
    };
    ask(
        &mut child,
        &Request::Live(Live {
            codec: LiveCodec::Avc,
            record: RECORD.to_vec(),
            rungs: vec![rung],
            encoding: Encoding::default(),
            limits: Limits::default(),
        }),
    );
    let mut stdin = child.stdin.take().unwrap();
    for (place, picture) in (0..).zip(pictures) {
        let feed = Feed::Picture {
            time_ms: place * 40,
            composition_ms: 0,
            key: true,
            bytes: picture.len(),
        };
        serde_json::to_writer(&mut stdin, &feed).unwrap();
        stdin.write_all(b"\n").unwrap();
        stdin.write_all(picture).unwrap();
    }
    drop(stdin);
    read_events(child)
}

#[test]
fn a_live_is_confined_as_a_file_is_and_ends_with_its_input() {
    let workshop = Workshop::new();
    let inspect = Request::Inspect(Inspect {
        input: workshop.file("a.txt", "text"),
        thumbnail: None,
        preview: None,
        limits: Limits::default(),
    });
    let live = of(&[]);
    assert!(matches!(live[0], Event::Started(_)));
    assert_eq!(live[0], events(&inspect)[0]);
    assert_eq!(live[1..], [Event::Ended]);
}

#[test]
fn pictures_that_are_none_cost_nothing_but_themselves() {
    let told = of(&[b"garbage", &[0xff; 5_000], &[0, 0, 0, 9, 0x65, 0x88]]);
    let progress = told
        .iter()
        .filter(|event| matches!(event, Event::Progress(_)));
    assert_eq!(progress.count(), 3, "{told:?}");
    assert_eq!(told.last(), Some(&Event::Ended));
}
