//! Reading FLV files: the tags a publisher replays.

use bytes::Bytes;

/// What a tag carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Audio,
    Video,
    Data,
}

impl Kind {
    /// The type of its FLV tag and of its RTMP message: they are the same numbers.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Audio => 8,
            Self::Video => 9,
            Self::Data => 18,
        }
    }
}

/// One FLV tag: its payload is that of the RTMP message as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) kind: Kind,
    /// In milliseconds.
    pub(crate) timestamp: u32,
    pub(crate) data: Bytes,
}

impl Tag {
    /// Whether it is a video frame that decoding can begin at, or the header before one.
    pub(crate) fn is_key_frame(&self) -> bool {
        self.kind == Kind::Video && (self.data[0] >> 4) & 7 == 1
    }

    /// Whether it is the codec configuration of an AVC or AAC stream, in its classic form.
    pub(crate) fn is_sequence_header(&self) -> bool {
        match self.kind {
            Kind::Video => self.data[0] & 15 == 7 && self.data[1] == 0,
            Kind::Audio => self.data[0] >> 4 == 10 && self.data[1] == 0,
            Kind::Data => false,
        }
    }
}

/// Every tag of an FLV file, in its order; empty ones (ffmpeg's end of sequence has a payload, so none is lost) are left out.
pub(crate) fn read(file: &[u8]) -> Vec<Tag> {
    assert_eq!(&file[..3], b"FLV");
    let file = Bytes::copy_from_slice(file);
    let mut tags = Vec::new();
    let mut at = big_endian(&file[5..9]) as usize + 4;
    while at + 11 <= file.len() {
        let size = big_endian(&file[at + 1..at + 4]) as usize;
        let timestamp = big_endian(&file[at + 4..at + 7]) | u32::from(file[at + 7]) << 24;
        let kind = match file[at] & 31 {
            8 => Kind::Audio,
            9 => Kind::Video,
            18 => Kind::Data,
            other => panic!("an FLV tag of type {other}"),
        };
        let data = file.slice(at + 11..at + 11 + size);
        if !data.is_empty() {
            tags.push(Tag {
                kind,
                timestamp,
                data,
            });
        }
        at += 11 + size + 4;
    }
    tags
}

/// A number of up to four bytes, the most significant first.
pub(crate) fn big_endian(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}
