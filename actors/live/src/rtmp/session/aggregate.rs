//! Aggregates: several FLV tags, headers included, in one message (RTMP 1.0, section 7.1.6).

use bytes::{Buf, Bytes};

use super::super::{Message, MessageKind, Violation};

const HEADER: usize = 11;
const TRAILER: usize = 4;

const CUT: Violation = Violation("an aggregate ends too early");

/// The tags of an aggregate that have not been read.
#[derive(Debug)]
pub(super) struct Tags {
    rest: Bytes,
    /// That of the aggregate.
    timestamp: u32,
    /// What is added to the time of a tag, so that the first has that of the aggregate.
    offset: Option<u32>,
}

impl Tags {
    pub(super) fn new(timestamp: u32, body: Bytes) -> Self {
        Self {
            rest: body,
            timestamp,
            offset: None,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.rest.len()
    }

    /// The next that is of use.
    pub(super) fn next(&mut self) -> Result<Option<Message>, Violation> {
        while !self.rest.is_empty() {
            let message = self.tag()?;
            match message.kind {
                MessageKind::Aggregate => {
                    return Err(Violation("an aggregate is inside an aggregate"));
                }
                kind if kind.is_media() => return Ok(Some(message)),
                MessageKind::DataAmf0 | MessageKind::DataAmf3 => return Ok(Some(message)),
                _ => {}
            }
        }
        Ok(None)
    }

    fn tag(&mut self) -> Result<Message, Violation> {
        let header: &[u8; HEADER] = self.rest.first_chunk().ok_or(CUT)?;
        let [kind, l1, l2, l3, t1, t2, t3, t0, ..] = *header;
        let length = u32::from_be_bytes([0, l1, l2, l3]);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let time = u32::from_be_bytes([t0, t1, t2, t3]);
        let end = HEADER.checked_add(length).ok_or(CUT)?;
        if end > self.rest.len() {
            return Err(CUT);
        }
        let offset = *self.offset.get_or_insert(self.timestamp.wrapping_sub(time));
        let payload = self.rest.split_to(end).split_off(HEADER);
        // The last trailer may be missing.
        self.rest.advance(TRAILER.min(self.rest.len()));
        Ok(Message {
            kind: kind.into(),
            timestamp: time.wrapping_add(offset),
            stream: 0,
            payload,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(timestamp: u32, body: Vec<u8>) -> Result<Vec<Message>, Violation> {
        let mut tags = Tags::new(timestamp, body.into());
        std::iter::from_fn(|| tags.next().transpose()).collect()
    }

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
        let body = [tag(8, 10, b"ab"), tag(7, 12, b""), tag(9, 33, b"c")].concat();
        let messages = split(u32::MAX, body).unwrap();
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
        assert!(split(0, body[..13].to_vec()).is_err());
        assert!(split(0, body[..5].to_vec()).is_err());
        assert!(split(0, tag(22, 10, &body)).is_err());
    }
}
