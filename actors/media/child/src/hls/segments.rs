//! The byte ranges of a media file, and what follows from them.

use std::collections::BTreeMap;

use serde::Serialize;

/// A stretch of the media file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ByteRange {
    pub(crate) start: u64,
    pub(crate) length: u64,
    /// SHA-256 of its bytes, hexadecimal.
    pub(crate) sha256: String,
}

/// A segment: a range that plays for a while.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Segment {
    pub(crate) range: ByteRange,
    /// Seconds.
    pub(crate) duration: f64,
}

/// All ranges of one media file: head first, without gaps.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SegmentList {
    pub(crate) file: String,
    pub(crate) head: ByteRange,
    pub(crate) segments: Vec<Segment>,
}

impl SegmentList {
    /// Bytes of the media file.
    pub(crate) fn size(&self) -> u64 {
        self.head.length
            + self
                .segments
                .iter()
                .map(|segment| segment.range.length)
                .sum::<u64>()
    }

    /// Bits per second of the segment that needs the most.
    pub(crate) fn bandwidth(&self) -> u64 {
        self.segments
            .iter()
            .map(|segment| rate(segment.range.length, segment.duration))
            .max()
            .unwrap_or(0)
    }

    /// Bits per second over all segments.
    pub(crate) fn average_bandwidth(&self) -> u64 {
        rate(self.size() - self.head.length, self.duration())
    }

    fn duration(&self) -> f64 {
        self.segments.iter().map(|segment| segment.duration).sum()
    }
}

fn rate(bytes: u64, seconds: f64) -> u64 {
    // A last segment of a few milliseconds would claim an absurd rate.
    (bytes as f64 * 8.0 / seconds.max(0.5)).ceil() as u64
}

/// The JSON file of all hashes: media file → "first-last byte" → SHA-256.
pub(crate) fn hashes<'a>(
    lists: impl Iterator<Item = &'a SegmentList>,
) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    #[serde(transparent)]
    struct Files<'a>(BTreeMap<&'a str, BTreeMap<String, &'a str>>);
    let ranges = |list: &'a SegmentList| {
        std::iter::once(&list.head)
            .chain(list.segments.iter().map(|segment| &segment.range))
            .map(|range| {
                (
                    format!("{}-{}", range.start, range.start + range.length.max(1) - 1),
                    range.sha256.as_str(),
                )
            })
    };
    serde_json::to_string(&Files(
        lists
            .map(|list| (list.file.as_str(), ranges(list).collect()))
            .collect(),
    ))
}
