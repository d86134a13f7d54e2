//! A recording as it lies on the disk: an initialisation segment and fragments behind it. A crash may have cut the last one.

use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};

use mp4_atom::{Atom, Moof, Moov};

/// What is whole of a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Whole {
    /// Bytes up to the end of the last whole fragment, or of the initialisation segment where there is none.
    pub bytes: u64,
    /// The live's time at that end, in milliseconds.
    pub end_ms: u64,
}

/// Bytes of the longest description that is read.
const LONGEST: u64 = 16 * 1024 * 1024;

/// Walks over the boxes of a recording; reads descriptions, not samples.
///
/// # Errors
/// When it cannot be read. What is no box ends it, and is no error.
pub fn read_recording(mut file: impl Read + Seek) -> io::Result<Whole> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut whole = Whole::default();
    let mut timescales = HashMap::new();
    let (mut at, mut fragment_end) = (0, 0);
    while let Some((kind, size)) = header(&mut file, at, length)? {
        match &kind {
            b"moov" => {
                timescales = timescales_of(&body(&mut file, size)?);
                whole.bytes = at + size;
            }
            b"moof" => fragment_end = end_of(&body(&mut file, size)?, &timescales),
            b"mdat" => {
                whole.bytes = at + size;
                whole.end_ms = whole.end_ms.max(fragment_end);
            }
            _ => {}
        }
        at += size;
    }
    Ok(whole)
}

/// The kind and size of the box at this place; none if it is not all there.
fn header(
    file: &mut (impl Read + Seek),
    at: u64,
    length: u64,
) -> io::Result<Option<([u8; 4], u64)>> {
    if at + 8 > length {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(at))?;
    let (mut size, mut kind) = ([0; 4], [0; 4]);
    file.read_exact(&mut size)?;
    file.read_exact(&mut kind)?;
    let size = u64::from(u32::from_be_bytes(size));
    Ok((size >= 8 && at + size <= length).then_some((kind, size)))
}

fn body(file: &mut impl Read, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take((size - 8).min(LONGEST)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn timescales_of(bytes: &[u8]) -> HashMap<u32, u32> {
    let Ok(moov) = Moov::decode_body(&mut &*bytes) else {
        return HashMap::new();
    };
    let tracks = moov.trak.iter();
    tracks
        .map(|trak| (trak.tkhd.track_id, trak.mdia.mdhd.timescale))
        .collect()
}

fn end_of(bytes: &[u8], timescales: &HashMap<u32, u32>) -> u64 {
    let Ok(moof) = Moof::decode_body(&mut &*bytes) else {
        return 0;
    };
    let ends = moof.traf.iter().filter_map(|traf| {
        let timescale = u64::from(*timescales.get(&traf.tfhd.track_id)?).max(1);
        let samples = traf.trun.iter().flat_map(|trun| trun.samples.iter());
        let lasts: u64 = samples
            .map(|sample| u64::from(sample.duration.unwrap_or(0)))
            .sum();
        let start = traf.tfdt.as_ref()?.base_media_decode_time;
        Some(
            start
                .saturating_add(lasts)
                .saturating_mul(1000)
                .div_ceil(timescale),
        )
    });
    ends.max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use bytes::Bytes;

    use super::*;
    use crate::media::{
        AudioCodec, AudioSample, AudioTrack, Fragment, Initialisation, write_fragment,
    };

    fn recording(fragments: u64) -> Vec<u8> {
        let track = AudioTrack::read(AudioCodec::Aac, &Bytes::from_static(&[0x11, 0x90])).unwrap();
        let mut bytes = Initialisation::of(None, Some(&track)).bytes.to_vec();
        for number in 0..fragments {
            let sample = AudioSample {
                time: number * 48_000,
                duration: 48_000,
                data: Bytes::from_static(&[1; 100]),
            };
            let fragment = Fragment {
                audio: vec![sample],
                video: Vec::new(),
            };
            bytes.extend_from_slice(&write_fragment(1, &fragment));
        }
        bytes
    }

    #[test]
    fn what_a_crash_cut_is_left_out() {
        let (two, three) = (recording(2), recording(3));
        for cut in two.len()..three.len() {
            let whole = read_recording(Cursor::new(&three[..cut])).unwrap();
            let expected = Whole {
                bytes: u64::try_from(two.len()).unwrap(),
                end_ms: 2_000,
            };
            assert_eq!(whole, expected, "{cut}");
        }
        assert_eq!(read_recording(Cursor::new(&three)).unwrap().end_ms, 3_000);
    }

    #[test]
    fn what_is_no_recording_has_nothing() {
        for bytes in [&b""[..], b"garbage", &[0xff; 64], &[0; 64]] {
            assert_eq!(
                read_recording(Cursor::new(bytes)).unwrap(),
                Whole::default()
            );
        }
    }
}
