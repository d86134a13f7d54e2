//! Aggregate messages (type 22): several tags in one message, each with an FLV header of its own.

use super::{chunks::write_u24, flv::Tag};

/// The type of the message.
pub(crate) const KIND: u8 = 22;

/// The payload that holds all of `tags`; the message's own timestamp is that of the first.
pub(crate) fn payload(tags: &[Tag]) -> Vec<u8> {
    let mut out = Vec::new();
    for tag in tags {
        out.push(tag.kind.number());
        write_u24(tag.data.len() as u32, &mut out);
        write_u24(tag.timestamp, &mut out);
        out.push((tag.timestamp >> 24) as u8);
        write_u24(0, &mut out);
        out.extend(&tag.data);
        out.extend((tag.data.len() as u32 + 11).to_be_bytes());
    }
    out
}
