//! Messages go through the chunks of a writer and come back, however they are cut; and what a peer must not do.

use bytes::BufMut;
use proptest::prelude::*;

use super::*;
use crate::rtmp::chunk_writer;

fn message(kind: MessageKind, timestamp: u32, payload: Vec<u8>) -> Message {
    Message {
        kind,
        timestamp,
        stream: 1,
        payload: payload.into(),
    }
}

fn read_all(
    reader: &mut ChunkReader,
    bytes: &[u8],
    piece: usize,
) -> Result<Vec<Message>, Violation> {
    let mut input = BytesMut::new();
    let mut messages = Vec::new();
    for piece in bytes.chunks(piece.max(1)) {
        input.extend_from_slice(piece);
        while let Some(message) = reader.next(&mut input)? {
            messages.push(message);
        }
    }
    Ok(messages)
}

proptest! {
    #[test]
    fn messages_survive_any_chunk_size_and_any_cut(
        sizes in prop::collection::vec(0_usize..3_000, 1..6),
        chunk_size in 1_usize..5_000,
        piece in 1_usize..700,
        start in any::<u32>(),
    ) {
        let mut sent = Vec::new();
        let mut bytes = BytesMut::new();
        let announced = u32::try_from(chunk_size).unwrap();
        let announcement = chunk_writer::number(MessageKind::SetChunkSize, announced);
        chunk_writer::write(2, &announcement, 128, &mut bytes);
        sent.push(announcement);
        for (place, size) in sizes.into_iter().enumerate() {
            let step = u32::try_from(place).unwrap() * 40;
            let message = message(MessageKind::Video, start.wrapping_add(step), vec![7; size]);
            chunk_writer::write(6, &message, chunk_size, &mut bytes);
            sent.push(message);
        }
        let mut reader = ChunkReader::new(Limits::default());
        prop_assert_eq!(read_all(&mut reader, &bytes, piece), Ok(sent));
    }

    #[test]
    fn no_bytes_are_too_strange(bytes in prop::collection::vec(any::<u8>(), 0..2_000), piece in 1_usize..50) {
        let _ = read_all(&mut ChunkReader::new(Limits::default()), &bytes, piece);
    }
}

/// A chunk's header with the format and a body.
fn chunk(format: u8, id: u8, header: &[u8], body: &[u8]) -> Vec<u8> {
    [&[format << 6 | id], header, body].concat()
}

#[test]
fn short_headers_repeat_what_was_said() {
    let bytes = [
        // At 1000, two bytes of audio on stream 1.
        chunk(0, 4, &[0, 3, 232, 0, 0, 2, 8, 1, 0, 0, 0], b"ab"),
        chunk(3, 4, &[], b"cd"),
        chunk(2, 4, &[0, 0, 23], b"ef"),
        chunk(3, 4, &[], b"gh"),
        chunk(1, 4, &[0, 0, 1, 0, 0, 1, 9], b"i"),
    ]
    .concat();
    let mut reader = ChunkReader::new(Limits::default());
    let read = read_all(&mut reader, &bytes, 1).unwrap();
    let told: Vec<_> = read
        .iter()
        .map(|message| (message.timestamp, message.kind, &message.payload[..]))
        .collect();
    assert_eq!(
        told,
        [
            (1000, MessageKind::Audio, &b"ab"[..]),
            (1000, MessageKind::Audio, b"cd"),
            (1023, MessageKind::Audio, b"ef"),
            (1046, MessageKind::Audio, b"gh"),
            (1047, MessageKind::Video, b"i"),
        ]
    );
}

#[test]
fn extended_timestamps_are_read_whether_or_not_they_are_repeated() {
    let late: u32 = 0x0123_4567;
    let body = vec![5; 200];
    for repeated in [true, false] {
        let mut bytes = BytesMut::new();
        bytes.put_slice(&[6, 255, 255, 255, 0, 0, 200, 9, 1, 0, 0, 0]);
        bytes.put_u32(late);
        bytes.put_slice(&body[..128]);
        bytes.put_u8(0xc6);
        if repeated {
            bytes.put_u32(late);
        }
        bytes.put_slice(&body[128..]);
        let mut reader = ChunkReader::new(Limits::default());
        let read = read_all(&mut reader, &bytes, 3).unwrap();
        assert_eq!(
            read,
            [message(MessageKind::Video, late, body.clone())],
            "{repeated}"
        );
    }
}

#[test]
fn messages_of_two_chunk_streams_may_be_mixed() {
    let bytes = [
        chunk(0, 6, &[0, 0, 0, 0, 0, 200, 9, 1, 0, 0, 0], &[1; 128]),
        chunk(0, 4, &[0, 0, 5, 0, 0, 2, 8, 1, 0, 0, 0], b"ab"),
        chunk(3, 6, &[], &[1; 72]),
    ]
    .concat();
    let mut reader = ChunkReader::new(Limits::default());
    let read = read_all(&mut reader, &bytes, 1000).unwrap();
    assert_eq!(
        read,
        [
            message(MessageKind::Audio, 5, b"ab".to_vec()),
            message(MessageKind::Video, 0, vec![1; 200])
        ]
    );
}

#[test]
fn an_aborted_message_is_forgotten() {
    let bytes = [
        chunk(0, 6, &[0, 0, 0, 0, 0, 200, 9, 1, 0, 0, 0], &[1; 128]),
        chunk(0, 2, &[0, 0, 0, 0, 0, 4, 2, 0, 0, 0, 0], &[0, 0, 0, 6]),
        chunk(0, 6, &[0, 0, 9, 0, 0, 1, 9, 1, 0, 0, 0], &[2]),
    ]
    .concat();
    let mut reader = ChunkReader::new(Limits::default());
    let read = read_all(&mut reader, &bytes, 1000).unwrap();
    assert_eq!(read.last(), Some(&message(MessageKind::Video, 9, vec![2])));
}

#[test]
fn what_a_peer_can_make_it_hold_is_bounded() {
    let reader = || ChunkReader::new(Limits::default());
    let huge = chunk(0, 6, &[0, 0, 0, 255, 255, 255, 9, 1, 0, 0, 0], b"");
    assert!(read_all(&mut reader(), &huge, 100).is_err());
    let long_command = chunk(0, 3, &[0, 0, 0, 1, 0, 1, 20, 0, 0, 0, 0], b"");
    assert!(read_all(&mut reader(), &long_command, 100).is_err());
    let streams = (3..63).flat_map(|id| chunk(0, id, &[0, 0, 0, 0, 0, 2, 8, 1, 0, 0, 0], b"ab"));
    assert!(read_all(&mut reader(), &streams.collect::<Vec<_>>(), 100).is_err());
    let no_beginning = chunk(3, 6, &[], b"abc");
    assert!(read_all(&mut reader(), &no_beginning, 100).is_err());
    let zero = chunk(0, 2, &[0, 0, 0, 0, 0, 4, 1, 0, 0, 0, 0], &[0; 4]);
    assert!(read_all(&mut reader(), &zero, 100).is_err());
}

#[test]
fn a_declared_length_is_not_allocated_before_it_comes() {
    let declared = chunk(0, 6, &[0, 0, 0, 0x7f, 0, 0, 9, 1, 0, 0, 0], &[0; 128]);
    let mut reader = ChunkReader::new(Limits::default());
    assert_eq!(
        read_all(&mut reader, &declared, 1000),
        Ok(Vec::<Message>::new())
    );
    let held: usize = reader
        .streams
        .iter()
        .map(|stream| stream.payload.capacity())
        .sum();
    assert!(held <= 300 * 1024, "{held}");
}

#[test]
fn an_empty_message_has_an_extended_timestamp_too() {
    let sent = message(MessageKind::Video, 0x00ff_ffff, Vec::new());
    let mut bytes = BytesMut::new();
    chunk_writer::write(6, &sent, 128, &mut bytes);
    let mut reader = ChunkReader::new(Limits::default());
    assert_eq!(read_all(&mut reader, &bytes, 1), Ok(vec![sent]));
}
