//! Messages cut into chunks, as a publisher writes them.

use std::collections::HashMap;

/// From here on a timestamp is written in the extended field.
pub(crate) const EXTENDED: u32 = 0xFF_FFFF;

/// The chunk size before either side has set another.
pub(crate) const FIRST_SIZE: usize = 128;

/// A message before it is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) kind: u8,
    /// 0 for control and for commands of the connection.
    pub(crate) stream: u32,
    pub(crate) timestamp: u32,
    pub(crate) payload: Vec<u8>,
}

/// The header of the first chunk of a message, in full (type 0).
pub(crate) fn full_header(
    channel: u8,
    kind: u8,
    stream: u32,
    timestamp: u32,
    length: usize,
) -> Vec<u8> {
    let mut out = vec![channel];
    write_u24(timestamp.min(EXTENDED), &mut out);
    write_u24(length as u32, &mut out);
    out.push(kind);
    out.extend(stream.to_le_bytes());
    if timestamp >= EXTENDED {
        out.extend(timestamp.to_be_bytes());
    }
    out
}

/// Appends a payload with the headers of type 3 that cut it. An extended timestamp stands again in each of them.
pub(crate) fn cut(
    channel: u8,
    payload: &[u8],
    size: usize,
    extended: Option<u32>,
    out: &mut Vec<u8>,
) {
    for (index, piece) in payload.chunks(size).enumerate() {
        if index > 0 {
            out.push(0xC0 | channel);
            if let Some(timestamp) = extended {
                out.extend(timestamp.to_be_bytes());
            }
        }
        out.extend(piece);
    }
}

/// What the last message of a channel was, from which a short header takes what it leaves out.
struct Last {
    kind: u8,
    stream: u32,
    timestamp: u32,
    length: usize,
    delta: Option<u32>,
}

/// Cuts messages, with the shortest header that the one before allows.
pub(crate) struct Writer {
    pub(crate) size: usize,
    last: HashMap<u8, Last>,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self {
            size: FIRST_SIZE,
            last: HashMap::new(),
        }
    }

    /// The bytes of `message` on `channel` (2 to 63).
    pub(crate) fn write(&mut self, channel: u8, message: &Message) -> Vec<u8> {
        let Message {
            kind,
            stream,
            timestamp,
            ref payload,
        } = *message;
        let length = payload.len();
        let before = self.last.get(&channel);
        let delta = before
            .filter(|last| last.stream == stream)
            .and_then(|last| timestamp.checked_sub(last.timestamp))
            // An extended difference reads differently in different servers; encoders write the whole header there.
            .filter(|delta| *delta < EXTENDED && timestamp < EXTENDED);
        let mut out = Vec::with_capacity(length + length / self.size + 16);
        match (delta, before) {
            (Some(delta), Some(last)) => {
                let same_form = last.kind == kind && last.length == length;
                if same_form && last.delta == Some(delta) {
                    out.push(0xC0 | channel);
                } else if same_form {
                    out.push(0x80 | channel);
                    write_u24(delta, &mut out);
                } else {
                    out.push(0x40 | channel);
                    write_u24(delta, &mut out);
                    write_u24(length as u32, &mut out);
                    out.push(kind);
                }
            }
            _ => out = full_header(channel, kind, stream, timestamp, length),
        }
        let extended = Some(timestamp).filter(|timestamp| *timestamp >= EXTENDED);
        cut(channel, payload, self.size, extended, &mut out);
        let last = Last {
            kind,
            stream,
            timestamp,
            length,
            delta,
        };
        self.last.insert(channel, last);
        out
    }
}

/// Appends the lower three bytes, the most significant first.
pub(crate) fn write_u24(number: u32, out: &mut Vec<u8>) {
    out.extend(&number.to_be_bytes()[1..]);
}
