//! The lines of the protocol, as they go over the pipes.

use super::*;

fn round_trip<T>(value: &T)
where
    T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let line = serde_json::to_string(value).unwrap();
    assert!(!line.contains('\n'), "one value must be one line: {line}");
    assert_eq!(&serde_json::from_str::<T>(&line).unwrap(), value);
}

#[test]
fn a_request_survives_the_pipe() {
    round_trip(&Request::Transcode(Transcode {
        input: "/videos/a\nb.mp4".into(),
        still: None,
        output_folder: "/work".into(),
        renditions: vec![Rendition {
            resolution: 720,
            copy: false,
            max_fps: 30,
            video_bit_rate: 2_000_000,
            web_video: Some("a-720.mp4".to_owned()),
            hls: Some(HlsNames {
                media: "a-720-fragmented.mp4".to_owned(),
                playlist: "a-720.m3u8".to_owned(),
                sound: true,
            }),
        }],
        segment_hashes: None,
        segment_ms: 4000,
        keyframe_ms: 2000,
        follow_keyframes: false,
        copy_sound: false,
        encoding: Encoding::default(),
        limits: Limits::default(),
    }));
}

#[test]
fn what_a_live_says_survives_the_pipe() {
    round_trip(&Feed::Picture {
        time_ms: 40,
        composition_ms: -20,
        key: true,
        bytes: 12,
    });
    for kind in [
        EncodedKind::Record,
        EncodedKind::Picture {
            time_ms: 40,
            key: true,
        },
    ] {
        round_trip(&Event::Encoded(Encoded {
            resolution: 480,
            kind,
            bytes: 3,
        }));
    }
    round_trip(&Event::Ended);
}

#[test]
fn a_failure_survives_the_pipe() {
    round_trip(&Event::Failed(Failure {
        kind: FailureKind::Io { no_space: true },
        reason: "no space left".to_owned(),
    }));
    round_trip(&Event::Failed(Failure {
        kind: FailureKind::NotMedia,
        reason: "text".to_owned(),
    }));
}

#[test]
fn an_event_names_its_kind() {
    let line = serde_json::to_string(&Event::Progress(Progress {
        frames: 3,
        ..Progress::default()
    }))
    .unwrap();
    assert_eq!(
        line,
        r#"{"event":"progress","frames":3,"mediaMs":0,"bytes":0,"percent":0}"#
    );
}

#[test]
fn missing_limits_take_their_defaults() {
    let limits: Limits = serde_json::from_str(r#"{"cpuSeconds":5}"#).unwrap();
    assert_eq!(
        limits,
        Limits {
            cpu_seconds: 5,
            ..Limits::default()
        }
    );
}
