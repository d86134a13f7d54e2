//! What describes pictures, written among them: so that a recording plays on where its pictures change, in one file.
//!
//! A description of MP4 stands in front of all; what the pictures themselves say of their coding counts from there on
//! (ITU-T H.264 and H.265, section 7.4.1.2).

use bytes::Bytes;
use mp4_atom::{Codec, DecodeMaybe, Ftyp, Moov};

use super::VideoTrack;

/// The picture with the parameter sets of its track before it; as it is where the codec's pictures describe themselves.
pub(crate) fn described_by(track: &VideoTrack, picture: &Bytes) -> Bytes {
    let (length_size, sets): (u8, Vec<&[u8]>) = match &track.entry {
        Codec::Avc1(entry) => {
            let record = &entry.avcc;
            let sequences = record.sequence_parameter_sets.iter();
            let all = sequences.chain(&record.picture_parameter_sets);
            (record.length_size, all.map(Vec::as_slice).collect())
        }
        Codec::Hvc1(entry) => {
            let record = &entry.hvcc;
            let all = record.arrays.iter().flat_map(|array| &array.nalus);
            let length_size = record.length_size_minus_one + 1;
            (length_size, all.map(Vec::as_slice).collect())
        }
        _ => return picture.clone(),
    };
    let mut described = Vec::with_capacity(picture.len() + 256);
    for set in sets {
        let length = u32::try_from(set.len()).unwrap_or(u32::MAX).to_be_bytes();
        let skipped = length.len().saturating_sub(length_size.into());
        described.extend_from_slice(length.get(skipped..).unwrap_or_default());
        described.extend_from_slice(set);
    }
    described.extend_from_slice(picture);
    described.into()
}

/// Whether fragments that this initialisation segment describes also play behind that of another file, `before`: the
/// sound is coded alike, and the pictures by the same codec.
#[must_use]
pub fn plays_behind(before: &[u8], initialisation: &[u8]) -> bool {
    match (tracks(before), tracks(initialisation)) {
        (Some(before), Some(after)) => {
            before.len() == after.len() && {
                let mut pairs = before.iter().zip(&after);
                pairs.all(|(before, after)| {
                    before.0 == after.0 && before.1 == after.1 && alike(&before.2, &after.2)
                })
            }
        }
        _ => false,
    }
}

fn alike(before: &Codec, after: &Codec) -> bool {
    match (before, after) {
        (Codec::Avc1(before), Codec::Avc1(after)) => {
            before.avcc.length_size == after.avcc.length_size
        }
        (Codec::Hvc1(before), Codec::Hvc1(after)) => {
            before.hvcc.length_size_minus_one == after.hvcc.length_size_minus_one
        }
        (Codec::Av01(_), Codec::Av01(_)) | (Codec::Vp09(_), Codec::Vp09(_)) => true,
        (before, after) => before == after,
    }
}

/// The id, the timescale and the coding of each track.
fn tracks(mut initialisation: &[u8]) -> Option<Vec<(u32, u32, Codec)>> {
    Ftyp::decode_maybe(&mut initialisation).ok()??;
    let moov = Moov::decode_maybe(&mut initialisation).ok()??;
    let tracks = moov.trak.into_iter().map(|trak| {
        let codec = trak.mdia.minf.stbl.stsd.codecs.into_iter().next()?;
        Some((trak.tkhd.track_id, trak.mdia.mdhd.timescale, codec))
    });
    tracks.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::{AudioCodec, AudioTrack, Initialisation, VideoCodec};

    /// H.264, 1280 × 720, as x264 describes it.
    const RECORD: &[u8] =
        b"\x01\x42\xc0\x1f\xff\xe1\x00\x09\x67\x42\xc0\x1f\xda\x01\x40\x16\xe4\x01\x00\x04\x68\xce\x3c\x80";

    fn video(record: Vec<u8>) -> VideoTrack {
        VideoTrack::read(VideoCodec::Avc, record.into(), (1280, 720)).unwrap()
    }

    fn sound(second: u8) -> AudioTrack {
        AudioTrack::read(AudioCodec::Aac, &Bytes::from(vec![0x11, second])).unwrap()
    }

    #[test]
    fn a_picture_gets_its_parameter_sets_with_lengths() {
        let track = video(RECORD.to_vec());
        let described = described_by(&track, &Bytes::from_static(b"picture"));
        let expected =
            b"\x00\x00\x00\x09\x67\x42\xc0\x1f\xda\x01\x40\x16\xe4\x00\x00\x00\x04\x68\xce\x3c\x80picture";
        assert_eq!(described, expected.as_slice());
    }

    #[test]
    fn other_parameter_sets_play_in_the_same_file_and_other_sound_does_not() {
        let bytes = |video: Option<&VideoTrack>, audio| Initialisation::of(video, audio).bytes;
        let first = video(RECORD.to_vec());
        let mut changed = RECORD.to_vec();
        changed[12] ^= 1;
        let other = video(changed);
        let (stereo, mono) = (sound(0x90), sound(0x88));
        let before = bytes(Some(&first), Some(&stereo));
        assert!(plays_behind(&before, &bytes(Some(&other), Some(&stereo))));
        for after in [
            bytes(Some(&other), Some(&mono)),
            bytes(Some(&other), None),
            bytes(None, Some(&stereo)),
            Bytes::from_static(b"garbage"),
        ] {
            assert!(!plays_behind(&before, &after));
        }
    }
}
