//! One fragment: a movie fragment box with its samples behind it.

use std::sync::Arc;

use bytes::Bytes;
use mp4_atom::{Encode, Mfhd, Moof, Tfdt, Tfhd, Traf, Trun, TrunEntry};

use super::{
    AudioTrack, VIDEO_TIMESCALE, VideoTrack,
    boxes::{self, AUDIO_ID, VIDEO_ID},
};

/// One picture on its timeline of 1/90,000 s.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoSample {
    /// When it is decoded.
    pub time: u64,
    /// Until when the next one is; the sample's own duration.
    pub duration: u32,
    /// How much later it is shown.
    pub composition: i32,
    /// Whether a player can begin with it.
    pub key: bool,
    /// As MP4 has it.
    pub data: Bytes,
}

/// Ticks of a millisecond.
const MILLISECOND: u32 = VIDEO_TIMESCALE / 1000;

impl VideoSample {
    /// When it is decoded, in milliseconds.
    #[must_use]
    pub fn time_ms(&self) -> u64 {
        self.time / u64::from(MILLISECOND)
    }

    /// How much later it is shown, in milliseconds.
    #[must_use]
    pub fn composition_ms(&self) -> i32 {
        self.composition / MILLISECOND.cast_signed()
    }
}

/// One frame of sound on its timeline of samples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioSample {
    /// When it is heard.
    pub time: u64,
    /// Samples until the next one.
    pub duration: u32,
    /// As MP4 has it.
    pub data: Bytes,
}

/// Samples that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    /// Pictures, in the order of decoding.
    pub video: Vec<VideoSample>,
    /// Sound.
    pub audio: Vec<AudioSample>,
}

impl Fragment {
    /// Bytes of all samples.
    #[must_use]
    pub fn size(&self) -> usize {
        self.video_size() + total(self.audio.iter().map(|sample| &sample.data))
    }

    fn video_size(&self) -> usize {
        total(self.video.iter().map(|sample| &sample.data))
    }
}

/// What a player reads before the first fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initialisation {
    /// The segment.
    pub bytes: Bytes,
    /// The codecs' names, as `CODECS` of a playlist has them.
    pub codecs: String,
    /// Pixels across and down, where there are pictures.
    pub size: Option<(u16, u16)>,
    /// What it describes.
    pub tracks: Arc<Tracks>,
}

/// The tracks of a stream; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracks {
    /// Pictures.
    pub video: Option<VideoTrack>,
    /// Sound.
    pub audio: Option<AudioTrack>,
}

impl Initialisation {
    /// Of these tracks; at least one.
    #[must_use]
    pub fn of(video: Option<&VideoTrack>, audio: Option<&AudioTrack>) -> Self {
        let names = video.map(|track| track.name.as_str()).into_iter();
        let names = names.chain(audio.map(|track| track.name.as_str()));
        Self {
            bytes: boxes::initialisation(video, audio).into(),
            codecs: names.collect::<Vec<_>>().join(","),
            size: video
                .map(|track| (track.width, track.height))
                .filter(|size| *size != (0, 0)),
            tracks: Arc::new(Tracks {
                video: video.cloned(),
                audio: audio.cloned(),
            }),
        }
    }
}

/// Depends on no other sample.
const KEY: u32 = 0x0200_0000;
/// Depends on others, and is no place to begin.
const OTHER: u32 = 0x0101_0000;

/// Writes the fragment with its number, counted from 1. A fragment without samples is empty.
#[must_use]
pub fn write_fragment(sequence: u32, fragment: &Fragment) -> Bytes {
    let (video_bytes, all_bytes) = (fragment.video_size(), fragment.size());
    if all_bytes == 0 {
        return Bytes::new();
    }
    let mut head = Vec::with_capacity(256 + 16 * (fragment.video.len() + fragment.audio.len()));
    // The places of the samples are counted from the beginning of the box, whose length they do not change.
    for _ in 0..2 {
        let start = head.len() + 8;
        head.clear();
        let moof = moof(sequence, fragment, start, video_bytes);
        if let Err(error) = moof.encode(&mut head) {
            tracing::error!(%error, "a fragment cannot be written");
            return Bytes::new();
        }
    }
    let mut bytes = Vec::with_capacity(head.len() + 8 + all_bytes);
    bytes.extend_from_slice(&head);
    let length = u32::try_from(8 + all_bytes).unwrap_or(u32::MAX);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(b"mdat");
    fragment
        .video
        .iter()
        .for_each(|sample| bytes.extend_from_slice(&sample.data));
    fragment
        .audio
        .iter()
        .for_each(|sample| bytes.extend_from_slice(&sample.data));
    bytes.into()
}

fn total<'a>(data: impl Iterator<Item = &'a Bytes>) -> usize {
    data.map(Bytes::len).sum()
}

fn moof(sequence: u32, fragment: &Fragment, start: usize, video_bytes: usize) -> Moof {
    let offset = |bytes: usize| i32::try_from(bytes).ok();
    let pictures = fragment.video.first().map(|first| {
        let entries = fragment.video.iter().map(|sample| TrunEntry {
            duration: Some(sample.duration),
            size: u32::try_from(sample.data.len()).ok(),
            flags: Some(if sample.key { KEY } else { OTHER }),
            cts: Some(sample.composition.into()),
        });
        traf(VIDEO_ID, first.time, offset(start), entries.collect(), None)
    });
    let sound = fragment.audio.first().map(|first| {
        let entries = fragment.audio.iter().map(|sample| TrunEntry {
            duration: Some(sample.duration),
            size: u32::try_from(sample.data.len()).ok(),
            flags: None,
            cts: None,
        });
        let place = offset(start + video_bytes);
        traf(AUDIO_ID, first.time, place, entries.collect(), Some(KEY))
    });
    Moof {
        mfhd: Mfhd {
            sequence_number: sequence,
        },
        traf: pictures.into_iter().chain(sound).collect(),
    }
}

fn traf(
    id: u32,
    time: u64,
    offset: Option<i32>,
    entries: Vec<TrunEntry>,
    flags: Option<u32>,
) -> Traf {
    Traf {
        tfhd: Tfhd {
            track_id: id,
            default_sample_flags: flags,
            default_base_is_moof: true,
            ..Tfhd::default()
        },
        tfdt: Some(Tfdt {
            base_media_decode_time: time,
        }),
        trun: vec![Trun {
            data_offset: offset,
            samples: entries.into(),
        }],
        ..Traf::default()
    }
}
