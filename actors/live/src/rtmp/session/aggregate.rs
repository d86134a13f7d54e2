//! Aggregates: several FLV tags, headers included, in one message (RTMP 1.0, section 7.1.6).

use bytes::Bytes;

use super::super::{Message, Violation};

const HEADER: usize = 11;
const TRAILER: usize = 4;

const CUT: Violation = Violation("an aggregate ends too early");

/// The messages inside; their times are moved so that the first has that of the aggregate.
pub(super) fn split(timestamp: u32, body: &Bytes) -> Result<Vec<Message>, Violation> {
    let mut messages = Vec::new();
    let mut offset = None;
    let mut place = 0;
    while place < body.len() {
        let header: &[u8; HEADER] = body
            .get(place..)
            .and_then(|rest| rest.first_chunk())
            .ok_or(CUT)?;
        let [kind, l1, l2, l3, t1, t2, t3, t0, ..] = *header;
        let length = u32::from_be_bytes([0, l1, l2, l3]);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let time = u32::from_be_bytes([t0, t1, t2, t3]);
        let start = place + HEADER;
        let end = start.checked_add(length).ok_or(CUT)?;
        if end > body.len() {
            return Err(CUT);
        }
        let offset = *offset.get_or_insert(timestamp.wrapping_sub(time));
        messages.push(Message {
            kind: kind.into(),
            timestamp: time.wrapping_add(offset),
            stream: 0,
            payload: body.slice(start..end),
        });
        // The last trailer may be missing.
        place = end + TRAILER;
    }
    Ok(messages)
}

#[cfg(test)]
mod tests {
    use super::super::super::MessageKind;
    use super::*;

    fn tag(kind: u8, time: u8, body: &[u8]) -> Vec<u8> {
        let length = u8::try_from(body.len()).unwrap();
        [
            &[kind, 0, 0, length, 0, 0, time, 0, 0, 0, 0],
            body,
            &[0, 0, 0, 0],
        ]
        .concat()
    }

    #[test]
    fn times_follow_that_of_the_aggregate() {
        let body = Bytes::from([tag(8, 10, b"ab"), tag(9, 33, b"c")].concat());
        let messages = split(u32::MAX, &body).unwrap();
        let told: Vec<_> = messages
            .iter()
            .map(|message| (message.kind, message.timestamp, &message.payload[..]))
            .collect();
        assert_eq!(
            told,
            [
                (MessageKind::Audio, u32::MAX, &b"ab"[..]),
                (MessageKind::Video, 22, b"c")
            ]
        );
    }

    #[test]
    fn one_that_is_cut_short_is_refused() {
        let body = tag(8, 10, b"abc");
        assert!(split(0, &Bytes::from(body[..13].to_vec())).is_err());
        assert!(split(0, &Bytes::from(body[..5].to_vec())).is_err());
    }
}
