//! The publisher itself, against ffmpeg as a server and against one that shows what it sends.

use std::{path::Path, process::Command};

use bytes::Bytes;
use tokio::sync::mpsc::UnboundedReceiver;

use super::rtmp_server::{command, start};
use crate::support::{
    clip::make,
    rtmp::{
        amf::Value,
        chunks::{self, Message},
        enhanced,
        flv::{self, Kind, Tag},
        handshake::Handshake,
        mp4,
        options::{Encoding, Options},
        publisher::{Pace, Publisher},
        timestamps::{moved, moved_from},
    },
    wait::until,
};

/// A second of moving picture and tone, in the container and by the encoders that `arguments` name.
fn clip(path: &Path, arguments: &[&str]) -> Vec<u8> {
    let inputs =
        "-f lavfi -i testsrc2=s=128x72:r=25:d=1 -f lavfi -i sine=d=1:r=48000 -pix_fmt yuv420p";
    make(path, &format!("{inputs} {}", arguments.join(" ")));
    std::fs::read(path).unwrap()
}

fn classic() -> Vec<Tag> {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["-c:v", "libx264", "-g", "10", "-c:a", "aac"];
    flv::read(&clip(&folder.path().join("clip.flv"), &arguments))
}

fn sound_and_pictures() -> Vec<Tag> {
    classic()
        .into_iter()
        .filter(|tag| tag.kind != Kind::Data)
        .collect()
}

fn enhanced_tags(arguments: &[&str]) -> Vec<Tag> {
    let folder = tempfile::tempdir().unwrap();
    let file = clip(&folder.path().join("clip.mp4"), arguments);
    enhanced::from_tracks(&mp4::read(&file))
}

/// The tags among the next messages, as many as there are in `sent`.
async fn as_received(messages: &mut UnboundedReceiver<Message>, sent: &[Tag]) -> Vec<Tag> {
    let mut tags = Vec::new();
    while tags.len() < sent.len() {
        let message = messages.recv().await.unwrap();
        let kind = match message.kind {
            8 => Kind::Audio,
            9 => Kind::Video,
            _ => continue,
        };
        tags.push(Tag {
            kind,
            timestamp: message.timestamp,
            data: message.payload.into(),
        });
    }
    tags
}

/// The next message of a kind: between them come answers to pings and windows.
async fn next_of(messages: &mut UnboundedReceiver<Message>, kind: u8) -> Message {
    loop {
        let message = messages.recv().await.unwrap();
        if message.kind == kind {
            return message;
        }
    }
}

async fn publishing(options: Options) -> (Publisher, UnboundedReceiver<Message>) {
    let (address, messages) = start().await;
    let mut publisher = Publisher::connect(address, options).await.unwrap();
    publisher.publish("key").await.unwrap();
    (publisher, messages)
}

#[tokio::test(flavor = "multi_thread")]
async fn ffmpeg_receives_every_frame_of_a_replayed_file() {
    let folder = tempfile::tempdir().unwrap();
    let tags = classic();
    let written = folder.path().join("written.flv");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let mut server = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-listen",
            "1",
            "-i",
            &format!("rtmp://{address}/live/key"),
            "-c",
            "copy",
        ])
        .arg(&written)
        .spawn()
        .unwrap();
    let mut publisher = until("ffmpeg listens", async || {
        Publisher::connect(address, Options::default()).await.ok()
    })
    .await;
    publisher.publish("key").await.unwrap();
    publisher.replay(&tags, Pace::RealTime).await.unwrap();
    publisher.unpublish().await.unwrap();
    server.wait().unwrap();
    let received = flv::read(&std::fs::read(written).unwrap());
    let frames = |tags: &[Tag], kind| {
        tags.iter()
            .filter(|tag| tag.kind == kind && !tag.is_sequence_header())
            .count()
    };
    assert!(frames(&received, Kind::Video) >= 25);
    assert!(frames(&received, Kind::Audio).abs_diff(frames(&tags, Kind::Audio)) <= 1);
    assert!(received.iter().filter(|tag| tag.is_key_frame()).count() > 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_arrive_as_they_were_with_timestamps_that_jump_and_wrap() {
    let tags = sound_and_pictures();
    for sent in [
        moved(&tags, 0xFF_FFFF - 500),
        moved(&tags, 0xFFFF_FFFF - 500),
        moved_from(&tags, 500, 100_000),
        moved_from(&tags, 500, -300),
    ] {
        let options = Options {
            chunk_size: 200,
            ..Options::default()
        };
        let (publisher, mut messages) = publishing(options).await;
        publisher
            .replay(&sent, Pace::AsFastAsPossible)
            .await
            .unwrap();
        assert!(as_received(&mut messages, &sent).await == sent);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_cut_before_aggregates_and_metadata_arrive() {
    let tags = sound_and_pictures();
    let (publisher, mut messages) = publishing(Options::default()).await;
    let mut cut = Vec::new();
    let size = Options::default().chunk_size;
    chunks::cut(6, &tags[0].data, size, None, &mut cut);
    let (kind, length) = (tags[0].kind, tags[0].data.len());
    publisher
        .send_cut(kind, tags[0].timestamp, length, cut.into())
        .await
        .unwrap();
    assert!(as_received(&mut messages, &tags[..1]).await == tags[..1]);
    publisher
        .metadata(&[("framerate", Value::Number(25.0))])
        .await
        .unwrap();
    let data = next_of(&mut messages, 18).await;
    assert!(
        data.payload
            .windows(13)
            .any(|window| window == b"@setDataFrame")
    );
    publisher.send_aggregate(&tags[1..4]).await.unwrap();
    let aggregate = next_of(&mut messages, 22).await;
    assert_eq!(aggregate.timestamp, tags[1].timestamp);
    let file = [
        b"FLV\x01\x05\0\0\0\x09\0\0\0\0",
        aggregate.payload.as_slice(),
    ]
    .concat();
    assert!(flv::read(&file) == tags[1..4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_come_in_every_encoding_and_pings_and_windows_are_answered() {
    for (encoding, kind) in [
        (Encoding::Amf0, 20),
        (Encoding::Flex, 17),
        (Encoding::Amf3, 17),
    ] {
        let options = Options {
            encoding,
            enhanced: true,
            ..Options::default()
        };
        let (publisher, mut messages) = publishing(options).await;
        publisher.unpublish().await.unwrap();
        let (mut names, mut kinds) = (Vec::new(), Vec::new());
        while let Some(message) = messages.recv().await {
            match command(&message) {
                Some((name, ..)) => {
                    assert_eq!(message.kind, kind, "{name}");
                    names.push(name);
                }
                None => kinds.push((message.kind, message.payload)),
            }
        }
        let wanted =
            "connect releaseStream FCPublish createStream publish FCUnpublish deleteStream";
        assert_eq!(names.join(" "), wanted);
        assert!(kinds.contains(&(4, vec![0, 7, 1, 2, 3, 4])), "no pong");
        assert!(kinds.contains(&(5, vec![0, 0, 9, 0])), "no window");
        assert!(
            kinds.iter().any(|(kind, _)| *kind == 3),
            "no acknowledgement"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_with_its_code_and_a_lost_server_is_noticed() {
    let (address, messages) = start().await;
    let options = Options {
        flash: false,
        ..Options::default()
    };
    let mut publisher = Publisher::connect(address, options).await.unwrap();
    let status = publisher.publish("refused").await.unwrap_err();
    let told = [status.code, status.level, status.description];
    assert_eq!(told, ["NetStream.Publish.BadName", "error", "as asked"]);
    assert!(!publisher.is_closed());
    drop(messages);
    publisher
        .send_raw(b"\x02\0\0\0\0\0\x04\x03\0\0\0\0\0\0\0\0")
        .await
        .unwrap();
    publisher.closed().await;
    assert_eq!(publisher.next_status().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_abandoned_connection_ends_without_a_goodbye() {
    let (publisher, mut messages) = publishing(Options::default()).await;
    publisher.abandon();
    while let Some(message) = messages.recv().await {
        let name = command(&message).map(|(name, ..)| name);
        assert_ne!(name.as_deref(), Some("deleteStream"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_a_digest_is_found_out() {
    for handshake in [Handshake::Digest, Handshake::LateDigest] {
        let (address, _messages) = start().await;
        let options = Options {
            handshake,
            ..Options::default()
        };
        let status = Publisher::connect(address, options).await.err().unwrap();
        assert_eq!(status.description, "S1 has no digest of a server");
    }
}

#[test]
fn classic_tags_become_enhanced_ones() {
    let tags = sound_and_pictures();
    let after: Vec<Tag> = tags.iter().map(enhanced::from_classic).collect();
    let head = |kind| {
        after
            .iter()
            .find(|tag| tag.kind == kind)
            .unwrap()
            .data
            .slice(..5)
    };
    assert_eq!(head(Kind::Video), Bytes::from_static(b"\x90avc1"));
    assert_eq!(head(Kind::Audio), Bytes::from_static(b"\x90mp4a"));
    let colours = enhanced::wide_colours(b"hvc1", 0);
    assert!(colours.data.starts_with(b"\x94hvc1\x02\0\x09colorInfo"));
}

#[test]
fn codecs_that_flv_has_no_number_for_come_from_mp4() {
    let hevc = [
        "-c:v",
        "libx265",
        "-x265-params",
        "log-level=none",
        "-c:a",
        "libopus",
    ];
    let vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-c:a", "aac"];
    let av1 = [
        "-c:v",
        "libaom-av1",
        "-cpu-used",
        "8",
        "-usage",
        "realtime",
        "-c:a",
        "aac",
    ];
    // The first bytes of a configuration: HEVC's and AV1's versions, VP9's profile; Opus' magic, AAC-LC.
    for (arguments, video, record, audio, config) in [
        (
            &hevc[..],
            b"hvc1",
            &b"\x01"[..],
            b"Opus",
            &b"OpusHead\x01\x01"[..],
        ),
        (&vp9[..], b"vp09", &b"\0"[..], b"mp4a", &b"\x11"[..]),
        (&av1[..], b"av01", &b"\x81"[..], b"mp4a", &b"\x11"[..]),
    ] {
        let tags = enhanced_tags(arguments);
        let (pictures, sounds): (Vec<_>, Vec<_>) =
            tags.iter().partition(|tag| tag.kind == Kind::Video);
        assert!(
            pictures[0]
                .data
                .starts_with(&[b"\x90", &video[..], record].concat())
        );
        assert!(
            sounds[0]
                .data
                .starts_with(&[b"\x90", &audio[..], config].concat())
        );
        assert_eq!(pictures.len(), 26);
        assert!(sounds.len() > 40);
        assert!(pictures[1].is_key_frame() && !pictures[2].is_key_frame());
        assert!(
            pictures
                .windows(2)
                .all(|pair| pair[0].timestamp <= pair[1].timestamp)
        );
        assert_eq!(pictures[25].timestamp, 960);
    }
}
