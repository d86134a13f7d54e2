//! From messages to chunks. A server has little to say: every message has its whole header.

use bytes::{BufMut, BytesMut};

use super::{Message, MessageKind};

/// Bytes of a chunk; said to the peer before the first longer message.
pub(super) const CHUNK_SIZE: usize = 4096;

/// Appends the chunks of a message on the given chunk stream (2 to 63).
pub(super) fn write(stream: u8, message: &Message, chunk_size: usize, out: &mut BytesMut) {
    let payload = &message.payload;
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    let time = message.timestamp.min(0x00ff_ffff);
    out.put_u8(stream & 0x3f);
    out.put_uint(time.into(), 3);
    out.put_uint(length.into(), 3);
    out.put_u8(message.kind.into());
    out.put_u32_le(message.stream);
    let extended = (time == 0x00ff_ffff).then_some(message.timestamp);
    if let Some(time) = extended {
        out.put_u32(time);
    }
    for (place, chunk) in payload.chunks(chunk_size.max(1)).enumerate() {
        if place > 0 {
            out.put_u8(0xc0 | stream & 0x3f);
            if let Some(time) = extended {
                out.put_u32(time);
            }
        }
        out.put_slice(chunk);
    }
}

/// A message that is one number.
pub(super) fn number(kind: MessageKind, number: u32) -> Message {
    Message {
        kind,
        timestamp: 0,
        stream: 0,
        payload: bytes::Bytes::copy_from_slice(&number.to_be_bytes()),
    }
}
