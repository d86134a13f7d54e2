//! Enhanced RTMP: tags whose codec is a FourCC, made from classic FLV tags or from the samples of an MP4 file.

use bytes::Bytes;

use super::{
    amf::Value,
    chunks::write_u24,
    flv::{Kind, Tag},
    mp4::{Sample, Track},
};

/// What an enhanced video tag carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PacketType {
    SequenceStart = 0,
    /// With a composition time, for AVC and HEVC.
    CodedFrames = 1,
    /// Without one: it is 0.
    CodedFramesX = 3,
    Metadata = 4,
}

/// Kinds of frames in the header of a video tag.
const KEY: u8 = 1;
const BETWEEN: u8 = 2;

fn video(packet: PacketType, frame: u8, code: &[u8; 4], timestamp: u32, body: &[u8]) -> Tag {
    let head = [0x80 | frame << 4 | packet as u8];
    Tag {
        kind: Kind::Video,
        timestamp,
        data: [&head, code.as_slice(), body].concat().into(),
    }
}

/// An enhanced audio tag (`ExAudioTagHeader`): sound format 9, then the type of the packet.
fn audio(packet: PacketType, code: &[u8; 4], timestamp: u32, body: &[u8]) -> Tag {
    let head = [9 << 4 | packet as u8];
    Tag {
        kind: Kind::Audio,
        timestamp,
        data: [&head, code.as_slice(), body].concat().into(),
    }
}

/// A classic tag with AVC, HEVC (as number 12) or AAC in its enhanced form; others as they are.
pub(crate) fn from_classic(tag: &Tag) -> Tag {
    let data = &tag.data;
    let ends = data.len() > 1 && data[1] == 2;
    match (tag.kind, data[0] & 15, data[0] >> 4) {
        (Kind::Video, codec @ (7 | 12), frame) if !ends => {
            let code = if codec == 7 { b"avc1" } else { b"hvc1" };
            let packet = match (data[1], &data[2..5]) {
                (0, _) => PacketType::SequenceStart,
                (_, [0, 0, 0]) => PacketType::CodedFramesX,
                _ => PacketType::CodedFrames,
            };
            let skipped = if packet == PacketType::CodedFrames {
                2
            } else {
                5
            };
            video(packet, frame & 7, code, tag.timestamp, &data[skipped..])
        }
        (Kind::Audio, _, 10) => {
            let packet = if data[1] == 0 {
                PacketType::SequenceStart
            } else {
                PacketType::CodedFrames
            };
            audio(packet, b"mp4a", tag.timestamp, &data[2..])
        }
        _ => tag.clone(),
    }
}

/// The tags of all tracks in the order of their decoding, each track's configuration first.
pub(crate) fn from_tracks(tracks: &[Track]) -> Vec<Tag> {
    let starts = tracks.iter().map(start);
    let mut frames: Vec<Tag> = tracks
        .iter()
        .flat_map(|track| track.samples.iter().map(|sample| frame(track, sample)))
        .collect();
    frames.sort_by_key(|tag| tag.timestamp);
    starts.chain(frames).collect()
}

/// Colours of a stream with a wide range, as `colorInfo` tells them (BT.2020 with PQ).
pub(crate) fn wide_colours(code: &[u8; 4], timestamp: u32) -> Tag {
    let member = |name: &str, number: f64| (name.to_owned(), Value::Number(number));
    let config = Value::Object(vec![
        member("bitDepth", 10.0),
        member("colorPrimaries", 9.0),
        member("transferCharacteristics", 16.0),
        member("matrixCoefficients", 9.0),
    ]);
    let mut body = Vec::new();
    Value::text("colorInfo").write(&mut body);
    Value::Object(vec![("colorConfig".to_owned(), config)]).write(&mut body);
    video(PacketType::Metadata, KEY, code, timestamp, &body)
}

/// The code that Enhanced RTMP knows a sample description by.
fn code(track: &Track) -> &[u8; 4] {
    match &track.code {
        b"hev1" => b"hvc1",
        b"avc3" => b"avc1",
        code => code,
    }
}

fn is_sound(track: &Track) -> bool {
    matches!(&track.code, b"Opus" | b"mp4a")
}

fn start(track: &Track) -> Tag {
    let record = &track.configuration;
    match &track.code {
        b"Opus" => audio(PacketType::SequenceStart, b"Opus", 0, &opus_head(record)),
        b"mp4a" => audio(PacketType::SequenceStart, b"mp4a", 0, &audio_config(record)),
        // The record alone: version and flags are the box's.
        b"vp09" => video(PacketType::SequenceStart, KEY, b"vp09", 0, &record[4..]),
        _ => video(PacketType::SequenceStart, KEY, code(track), 0, record),
    }
}

fn frame(track: &Track, sample: &Sample) -> Tag {
    if is_sound(track) {
        return audio(
            PacketType::CodedFrames,
            code(track),
            sample.decoded,
            &sample.data,
        );
    }
    let kind = if sample.is_key { KEY } else { BETWEEN };
    let reorders = matches!(code(track), b"avc1" | b"hvc1");
    let packet = match (reorders, sample.composition) {
        (true, 0) => PacketType::CodedFramesX,
        _ => PacketType::CodedFrames,
    };
    let mut body = Vec::with_capacity(sample.data.len() + 3);
    if reorders && packet == PacketType::CodedFrames {
        write_u24(sample.composition as u32, &mut body);
    }
    body.extend(&sample.data);
    video(packet, kind, code(track), sample.decoded, &body)
}

/// The header packet of Opus in Ogg (RFC 7845), from the box of MP4, whose numbers are the other way round.
fn opus_head(record: &Bytes) -> Vec<u8> {
    let mut head = b"OpusHead".to_vec();
    head.extend([1, record[1]]);
    for field in [2..4, 4..8, 8..10] {
        head.extend(record[field].iter().rev());
    }
    head.extend(&record[10..]);
    head
}

/// The AudioSpecificConfig inside an `esds` box: descriptors 3, 4 and 5 are nested, each with its fixed fields first.
fn audio_config(record: &[u8]) -> Vec<u8> {
    let mut at = 4;
    for (tag, fixed) in [(3, 3), (4, 13), (5, 0)] {
        assert_eq!(record[at], tag);
        let mut length = 0;
        loop {
            at += 1;
            length = length << 7 | usize::from(record[at] & 0x7F);
            if record[at] & 0x80 == 0 {
                break;
            }
        }
        at += 1 + fixed;
        if tag == 5 {
            return record[at..at + length].to_vec();
        }
    }
    unreachable!("the last descriptor returns")
}
