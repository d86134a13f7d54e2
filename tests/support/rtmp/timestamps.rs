//! Timestamps as encoders get them wrong: begun late, jumping, wrapping at 2^32, going back.

use super::flv::Tag;

/// Every timestamp moved by `by` milliseconds, modulo 2^32: near the end they wrap.
pub(crate) fn moved(tags: &[Tag], by: i64) -> Vec<Tag> {
    moved_from(tags, 0, by)
}

/// The timestamps from `from` on moved by `by` milliseconds: a jump, or with a negative number a step back.
pub(crate) fn moved_from(tags: &[Tag], from: u32, by: i64) -> Vec<Tag> {
    let change = |tag: &Tag| {
        let mut tag = tag.clone();
        if tag.timestamp >= from {
            // The lower half is what RTMP carries.
            tag.timestamp = (i64::from(tag.timestamp) + by) as u32;
        }
        tag
    };
    tags.iter().map(change).collect()
}

/// How far a later timestamp is from an earlier one, over a wrap as well.
pub(crate) fn distance(earlier: u32, later: u32) -> i32 {
    later.wrapping_sub(earlier) as i32
}
