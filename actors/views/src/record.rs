//! One record of the journal: a hit, or that a view has counted, with its length in front and a checksum.
//!
//! ```text
//! length of the body u16 │ CRC-32 of the body u32 │ body, little-endian
//! body: video i64 │ viewer u64 │ at u64 │ position u32 │ duration u32 │ flags u8 │ { kind u8 │ length u8 │ value }…
//! flags: 1 seek, 2 live, 4 no hit: the viewer's view has counted at that moment
//! ```

use crate::{Hit, Length, Moment, Trait, TraitKind, VideoKey, ViewerKey};

/// Before each body.
const HEAD: usize = 6;

const SEEK: u8 = 1;
const LIVE: u8 = 2;
const COUNTED: u8 = 4;

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Somebody watches.
    Hit(Hit),
    /// A view has counted; only where servers share that, since otherwise it follows from the hits.
    Counted(ViewerKey, Moment),
}

/// Appends a hit.
pub(crate) fn write(video: VideoKey, hit: &Hit, to: &mut Vec<u8>) {
    let (duration, live) = match hit.length {
        Length::Seconds(seconds) => (seconds, 0),
        Length::Live => (0, LIVE),
    };
    let flags = live | if hit.seek { SEEK } else { 0 };
    let start = begin(video, (hit.viewer, hit.at), to);
    to.extend(hit.position.to_le_bytes());
    to.extend(duration.to_le_bytes());
    to.push(flags);
    for had in hit.traits.iter().take(TraitKind::ALL.len()) {
        to.push(had.kind.number());
        to.push(u8::try_from(had.value().len()).unwrap_or_default());
        to.extend(had.value().as_bytes());
    }
    end(start, to);
}

/// Appends that a view has counted.
pub(crate) fn write_counted(video: VideoKey, viewer: ViewerKey, at: Moment, to: &mut Vec<u8>) {
    let start = begin(video, (viewer, at), to);
    to.extend([0; 8]);
    to.push(COUNTED);
    end(start, to);
}

fn begin(video: VideoKey, (viewer, at): (ViewerKey, Moment), to: &mut Vec<u8>) -> usize {
    let start = to.len();
    to.extend([0; HEAD]);
    to.extend(video.0.to_le_bytes());
    to.extend(viewer.0.to_le_bytes());
    to.extend(at.0.to_le_bytes());
    start
}

fn end(start: usize, to: &mut [u8]) {
    let (head, body) = to.split_at_mut(start + HEAD);
    // Six hundred bytes at most, by the bounds of traits.
    let length = u16::try_from(body.len()).unwrap_or(u16::MAX);
    let checksum = crc32fast::hash(body);
    if let Some(head) = head.last_chunk_mut::<HEAD>() {
        let [a, b] = length.to_le_bytes();
        let [c, d, e, f] = checksum.to_le_bytes();
        *head = [a, b, c, d, e, f];
    }
}

/// Takes the record at the start of `bytes` off; `None` where there is no whole and sound one.
pub(crate) fn read(bytes: &mut &[u8]) -> Option<(VideoKey, Entry)> {
    let mut rest = *bytes;
    let length = u16::from_le_bytes(take(&mut rest)?);
    let checksum = u32::from_le_bytes(take(&mut rest)?);
    let (mut body, rest) = rest.split_at_checked(length.into())?;
    if crc32fast::hash(body) != checksum {
        return None;
    }
    let video = VideoKey(i64::from_le_bytes(take(&mut body)?));
    let viewer = ViewerKey(u64::from_le_bytes(take(&mut body)?));
    let at = Moment(u64::from_le_bytes(take(&mut body)?));
    let position = u32::from_le_bytes(take(&mut body)?);
    let duration = u32::from_le_bytes(take(&mut body)?);
    let [flags] = take(&mut body)?;
    let mut traits = Vec::new();
    while !body.is_empty() {
        let [kind, length] = take(&mut body)?;
        let (value, after) = body.split_at_checked(length.into())?;
        body = after;
        let value = std::str::from_utf8(value).ok()?;
        traits.push(Trait::new(TraitKind::numbered(kind)?, value)?);
    }
    *bytes = rest;
    if flags & COUNTED != 0 {
        return Some((video, Entry::Counted(viewer, at)));
    }
    let hit = Hit {
        viewer,
        at,
        position,
        seek: flags & SEEK != 0,
        length: if flags & LIVE == 0 {
            Length::Seconds(duration)
        } else {
            Length::Live
        },
        traits: traits.into(),
    };
    Some((video, Entry::Hit(hit)))
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn hits()(
            viewer: u64, at: u64, position: u32, seek: bool, duration: Option<u32>,
            traits in prop::collection::vec((0_usize..5, "[a-zé]{1,20}"), 0..5),
        ) -> Hit {
            Hit {
                viewer: ViewerKey(viewer),
                at: Moment(at),
                position,
                seek,
                length: duration.map_or(Length::Live, Length::Seconds),
                traits: traits
                    .into_iter()
                    .map(|(kind, value)| Trait::new(TraitKind::ALL[kind], &value).unwrap())
                    .collect(),
            }
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_and_a_torn_tail_is_not(
            hits in prop::collection::vec((any::<i64>(), hits()), 1..5),
            torn in 1_usize..30,
        ) {
            let mut bytes = Vec::new();
            for (video, hit) in &hits {
                write(VideoKey(*video), hit, &mut bytes);
            }
            let mut rest = &bytes[..];
            for (video, hit) in &hits {
                prop_assert_eq!(read(&mut rest), Some((VideoKey(*video), Entry::Hit(hit.clone()))));
            }
            prop_assert!(rest.is_empty());
            prop_assert_eq!(read(&mut rest), None);
            let mut rest = &bytes[..bytes.len() - torn];
            let whole = std::iter::from_fn(|| read(&mut rest)).count();
            prop_assert_eq!(whole, hits.len() - 1);
        }

        #[test]
        fn that_a_view_has_counted_is_a_record_too(video: i64, viewer: u64, at: u64) {
            let mut bytes = Vec::new();
            write_counted(VideoKey(video), ViewerKey(viewer), Moment(at), &mut bytes);
            let counted = Entry::Counted(ViewerKey(viewer), Moment(at));
            prop_assert_eq!(read(&mut &bytes[..]), Some((VideoKey(video), counted)));
        }

        #[test]
        fn rubbish_is_no_record(mut bytes: Vec<u8>, hit in hits(), flipped: prop::sample::Index) {
            let _ = read(&mut &bytes[..]);
            bytes.clear();
            write(VideoKey(1), &hit, &mut bytes);
            let place = flipped.index(bytes.len());
            bytes[place] ^= 0x10;
            prop_assert_eq!(read(&mut &bytes[..]), None);
        }
    }
}
