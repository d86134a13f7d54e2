//! Encoders of graphics cards. This machine has none: x264 under its own name stands in for one that works, and for one
//! that fails in the middle; those of the cards stand for themselves.

use actors_media::{Encoding, Event, HardwareEncoder, Request, Transcode, Transcoded};

use crate::support::{Workshop, ffprobe, run};

fn transcode(request: Transcode) -> Transcoded {
    match run(&Request::Transcode(request)) {
        Event::Transcoded(transcoded) => transcoded,
        other => panic!("unexpected {other:?}"),
    }
}

fn with(workshop: &Workshop, hardware: &[HardwareEncoder], fails_at: Option<u64>) -> Transcode {
    let input = workshop.movie("a.mp4", "640x360", 25, 2.0);
    let ladder = workshop.ladder(&input, &[240, 360]);
    Transcode {
        encoding: Encoding {
            hardware: hardware.to_vec(),
            hardware_fails_at: fails_at,
            ..ladder.encoding
        },
        ..ladder
    }
}

fn plays(workshop: &Workshop) {
    for name in ["240.mp4", "360.mp4", "240-fragmented.mp4"] {
        let told = ffprobe(
            &workshop.out(name),
            "-count_frames -select_streams v -show_entries stream=codec_name,nb_read_frames",
        );
        assert_eq!(told, ["h264,50"], "{name}");
    }
}

#[test]
fn an_encoder_that_does_not_encode_a_test_picture_is_passed_over() {
    let workshop = Workshop::new();
    let made = transcode(with(&workshop, &HardwareEncoder::CARDS, None));
    assert_eq!((made.hardware, made.given_up), (None, None));
    plays(&workshop);
}

#[test]
fn the_first_encoder_that_encodes_a_test_picture_is_used() {
    let workshop = Workshop::new();
    let [nvenc, qsv, vaapi] = HardwareEncoder::CARDS;
    let order = [nvenc, qsv, HardwareEncoder::StandIn, vaapi];
    let made = transcode(with(&workshop, &order, None));
    assert_eq!(made.hardware, Some(HardwareEncoder::StandIn));
    assert_eq!(made.given_up, None);
    plays(&workshop);
}

#[test]
fn an_encoder_that_fails_in_the_middle_is_followed_by_software_from_the_start() {
    let workshop = Workshop::new();
    let made = transcode(with(&workshop, &[HardwareEncoder::StandIn], Some(30)));
    assert_eq!(made.hardware, None);
    let given_up = made.given_up.unwrap();
    assert!(given_up.starts_with("libx264: "), "{given_up}");
    plays(&workshop);
}
