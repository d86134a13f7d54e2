//! What holds of pieces, one after another, and of the bytes that are made of them.

use mp4_atom::{Decode, Ftyp, Moof, Moov};

use crate::hls::{Piece, Written};
use crate::media::Fragment;

/// How far the pieces of a live are.
#[derive(Default)]
pub(super) struct Order {
    described: bool,
    /// Whether a segment has begun.
    open: bool,
    /// The end of the last part in milliseconds of the live.
    reached: u64,
    /// The end of the last picture and the last sound on their own timelines, since what was described last.
    tracks: [u64; 2],
}

impl Order {
    /// Another publication begins.
    pub(super) fn begin(&mut self) {
        self.described = false;
    }

    pub(super) fn follow(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Initialisation(_) => {
                    self.described = true;
                    assert!(!self.open, "a description comes inside a segment");
                    self.tracks = [0, 0];
                }
                Piece::Part {
                    fragment,
                    start_ms,
                    duration_ms,
                    ..
                } => {
                    assert!(self.described, "a part comes before its description");
                    assert!(
                        *start_ms >= self.reached,
                        "a part begins at {start_ms}, but the last ends at {}",
                        self.reached
                    );
                    self.open = true;
                    self.reached = start_ms + duration_ms;
                    self.fragment(fragment);
                }
                Piece::SegmentEnd => self.open = false,
            }
        }
    }

    /// Players count on from a fragment's first time: what follows begins no earlier.
    fn fragment(&mut self, fragment: &Fragment) {
        let pictures = fragment.video.iter();
        let pictures = pictures.map(|sample| (0, sample.time, sample.duration));
        let sounds = fragment.audio.iter();
        let sounds = sounds.map(|sample| (1, sample.time, sample.duration));
        for (track, time, duration) in pictures.chain(sounds) {
            let Some(end) = self.tracks.get_mut(track) else {
                continue;
            };
            assert!(
                time >= *end,
                "track {track} goes on at {time}, but was at {end}"
            );
            *end = time + u64::from(duration);
        }
    }
}

/// Reads what was written as a player does.
pub(super) fn read(written: &Written) {
    match written {
        Written::Initialisation(bytes) => {
            let mut bytes = &bytes[..];
            let kind = Ftyp::decode(&mut bytes);
            let tracks = Moov::decode(&mut bytes).map(|moov| moov.trak.len());
            assert!(kind.is_ok() && bytes.is_empty(), "{kind:?} {tracks:?}");
            assert!(matches!(tracks, Ok(1 | 2)), "{tracks:?}");
        }
        Written::Part(bytes, _) => {
            let mut data = &bytes[..];
            let moof = Moof::decode(&mut data);
            let Ok(moof) = moof else {
                panic!("{moof:?}");
            };
            let mut place = bytes.len() - data.len() + 8;
            for run in moof.traf.iter().flat_map(|traf| &traf.trun) {
                let told = run.data_offset.and_then(|told| usize::try_from(told).ok());
                assert_eq!(told, Some(place), "the samples are somewhere else");
                let sizes = run.samples.iter().filter_map(|sample| sample.size);
                let sizes = sizes.filter_map(|size| usize::try_from(size).ok());
                place += sizes.sum::<usize>();
            }
            assert_eq!(place, bytes.len(), "the samples are not all");
            let length = u32::try_from(data.len()).unwrap_or_default();
            assert_eq!(data.get(..4), Some(&length.to_be_bytes()[..]));
            assert_eq!(data.get(4..8), Some(&b"mdat"[..]));
        }
    }
}
