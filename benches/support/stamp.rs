//! A time inside an H.264 picture: a message of user data (SEI, type 5) that no packager looks into and none drops.

use std::collections::BTreeMap;

/// What the message is known by. It has no zero, so no byte has to be escaped.
const NAME: &[u8; 16] = b"tributary-stamp.";

/// Digits of the time: text, for the same reason.
const DIGITS: usize = 16;

/// An FLV tag's payload (AVC, lengths of four bytes) with `time` before its first unit.
pub(crate) fn stamped(data: &[u8], time: u64) -> Vec<u8> {
    let (head, units) = data.split_at(5);
    let mut unit = vec![6, 5, (NAME.len() + DIGITS) as u8];
    unit.extend(NAME);
    unit.extend(format!("{time:016x}").as_bytes());
    unit.push(0x80);
    let length = (unit.len() as u32).to_be_bytes();
    [head, &length, &unit, units].concat()
}

/// Every time in a piece of a stream.
pub(crate) fn found(piece: &[u8]) -> Vec<u64> {
    if piece.first() == Some(&0x47) {
        return in_each_stream(piece)
            .values()
            .flat_map(|stream| scan(stream))
            .collect();
    }
    scan(piece)
}

fn scan(bytes: &[u8]) -> Vec<u64> {
    let mut times = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(NAME.len()).position(|window| window == NAME) {
        rest = &rest[at + NAME.len()..];
        let digits = rest.get(..DIGITS).map(String::from_utf8_lossy);
        times.extend(digits.and_then(|digits| u64::from_str_radix(&digits, 16).ok()));
    }
    times
}

/// The payloads of an MPEG transport stream, by their number: a message may lie across two packets.
fn in_each_stream(piece: &[u8]) -> BTreeMap<u16, Vec<u8>> {
    let mut streams = BTreeMap::<u16, Vec<u8>>::new();
    for packet in piece.chunks_exact(188) {
        let number = u16::from(packet[1] & 31) << 8 | u16::from(packet[2]);
        let begin = if packet[3] & 0x20 == 0 {
            4
        } else {
            5 + usize::from(packet[4])
        };
        if packet[3] & 0x10 != 0 {
            streams
                .entry(number)
                .or_default()
                .extend(packet.get(begin..).unwrap_or_default());
        }
    }
    streams
}
