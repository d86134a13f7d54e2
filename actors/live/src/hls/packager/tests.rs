//! What comes out of a stream is what went in: nothing missing, nothing twice, and the parts add up.

use proptest::prelude::*;

use super::*;
use crate::media::{AudioCodec, VideoCodec};

const SETTINGS: CutSettings = CutSettings {
    segment_ms: 2_000,
    part_ms: 500,
};

/// A record of High profile, level 4.0, 1920 × 1080.
pub(in crate::hls) fn video_track() -> VideoTrack {
    let set: &[u8] = &[
        0x67, 0x64, 0x00, 0x28, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5, 0xc0, 0x44, 0x00, 0x00,
        0x03, 0x00, 0x04, 0x00, 0x00, 0x03, 0x00, 0xf0, 0x3c, 0x60, 0xc6, 0x58,
    ];
    let picture_set: &[u8] = &[0x68, 0xeb, 0xe3, 0xcb, 0x22, 0xc0];
    let record = [
        &[1, 0x64, 0, 0x28, 0xff, 0xe1, 0, 27][..],
        set,
        &[1, 0, 6],
        picture_set,
        &[0xfd, 0xf8, 0xf8, 0],
    ]
    .concat();
    VideoTrack::read(VideoCodec::Avc, record.into(), (0, 0)).unwrap()
}

pub(in crate::hls) fn audio_track() -> AudioTrack {
    AudioTrack::read(AudioCodec::Aac, &Bytes::from_static(&[0x11, 0x90])).unwrap()
}

/// `count` pictures, one every `step` milliseconds, each `group`th a key frame, and the sound with them.
fn packaged(count: u64, step: u64, group: u64, sound: bool) -> Vec<Piece> {
    let mut packager = Packager::new(SETTINGS);
    packager.video_track(video_track());
    if sound {
        packager.audio_track(audio_track());
    }
    let mut heard = 0;
    for place in 0..count {
        while sound && heard * 1024 * 1000 / 48_000 <= place * step {
            packager.sound(
                heard * 1024 * 1000 / 48_000,
                Bytes::from(heard.to_be_bytes().to_vec()),
            );
            heard += 1;
        }
        let data = Bytes::from(place.to_be_bytes().to_vec());
        packager.picture(place * step, 0, place % group == 0, data);
    }
    packager.finish();
    packager.pieces()
}

fn parts(pieces: &[Piece]) -> Vec<(&Fragment, u64, u64, bool)> {
    let parts = pieces.iter().filter_map(|piece| match piece {
        Piece::Part {
            fragment,
            start_ms,
            duration_ms,
            independent,
        } => Some((fragment, *start_ms, *duration_ms, *independent)),
        _ => None,
    });
    parts.collect()
}

proptest! {
    #[test]
    fn every_picture_and_sound_comes_out_once_and_times_have_no_gap(
        count in 2_u64..400,
        step in 10_u64..100,
        group in 1_u64..120,
        sound in any::<bool>(),
    ) {
        let pieces = packaged(count, step, group, sound);
        let parts = parts(&pieces);
        let pictures: Vec<_> = parts.iter().flat_map(|part| &part.0.video).collect();
        let order: Vec<_> = pictures.iter().map(|sample| sample.data.clone()).collect();
        let sent: Vec<_> = (0..count).map(|place| Bytes::from(place.to_be_bytes().to_vec())).collect();
        prop_assert_eq!(order, sent);
        for pair in pictures.windows(2) {
            prop_assert_eq!(pair[0].time + u64::from(pair[0].duration), pair[1].time);
        }
        let frames: Vec<_> = parts.iter().flat_map(|part| &part.0.audio).collect();
        for pair in frames.windows(2) {
            prop_assert_eq!(pair[0].time + u64::from(pair[0].duration), pair[1].time);
        }
        for pair in parts.windows(2) {
            prop_assert_eq!(pair[0].1 + pair[0].2, pair[1].1);
        }
    }

    #[test]
    fn parts_keep_to_their_time_and_segments_begin_with_key_frames(
        step in 10_u64..100,
        group in 1_u64..60,
    ) {
        let pieces = packaged(300, step, group, true);
        let mut first = true;
        for piece in &pieces {
            match piece {
                Piece::Part { fragment, duration_ms, independent, .. } => {
                    prop_assert!(*duration_ms <= SETTINGS.part_ms);
                    if first {
                        prop_assert!(*independent && fragment.video[0].key);
                    }
                    first = false;
                }
                Piece::SegmentEnd => first = true,
                Piece::Initialisation(_) => {}
            }
        }
    }
}

#[test]
fn pictures_before_the_first_key_frame_are_left_out() {
    let mut packager = Packager::new(SETTINGS);
    packager.video_track(video_track());
    for place in 0..10 {
        packager.picture(place * 40, 0, place == 5, Bytes::from_static(b"picture"));
    }
    packager.finish();
    let pieces = packager.pieces();
    let parts = parts(&pieces);
    assert_eq!(parts[0].1, 200);
    assert_eq!(parts[0].0.video.len(), 5);
}

#[test]
fn sound_alone_is_cut_too() {
    let mut packager = Packager::new(SETTINGS);
    packager.audio_track(audio_track());
    for place in 0..500_u64 {
        packager.sound(place * 1024 * 1000 / 48_000, Bytes::from_static(b"frame"));
    }
    packager.finish();
    let pieces = packager.pieces();
    let frames: usize = parts(&pieces).iter().map(|part| part.0.audio.len()).sum();
    assert_eq!(frames, 500);
    let ends = pieces
        .iter()
        .filter(|piece| **piece == Piece::SegmentEnd)
        .count();
    assert!((5..=6).contains(&ends), "{ends}");
}

#[test]
fn another_size_begins_another_segment_with_its_own_description() {
    let mut packager = Packager::new(SETTINGS);
    packager.video_track(video_track());
    packager.picture(0, 0, true, Bytes::from_static(b"large"));
    let mut smaller = video_track();
    smaller.width = 1280;
    packager.video_track(smaller);
    packager.picture(40, 0, true, Bytes::from_static(b"small"));
    packager.finish();
    let told: Vec<_> = packager
        .pieces()
        .iter()
        .map(|piece| match piece {
            Piece::Initialisation(initialisation) => format!("{:?}", initialisation.size),
            // The description of the second is said among its pictures, too.
            Piece::Part { fragment, .. } => {
                let data = &fragment.video[0].data;
                let picture = data.slice(data.len() - 5..);
                format!("{picture:?} of {}", data.len())
            }
            Piece::SegmentEnd => "end".to_owned(),
        })
        .collect();
    let expected = [
        "Some((1920, 1080))",
        "b\"large\" of 5",
        "end",
        "Some((1280, 1080))",
        "b\"small\" of 46",
        "end",
    ];
    assert_eq!(told, expected);
}

/// That no part and no sample begins before the end of the one before it.
fn in_order(pieces: &[Piece]) {
    for pair in parts(pieces).windows(2) {
        assert!(pair[0].1 + pair[0].2 <= pair[1].1, "{pair:?}");
    }
    let pictures = parts(pieces).into_iter().flat_map(|part| &part.0.video);
    let pictures = pictures.map(|sample| (sample.time, sample.duration));
    let sounds = parts(pieces).into_iter().flat_map(|part| &part.0.audio);
    let sounds = sounds.map(|sample| (sample.time, sample.duration));
    for track in [pictures.collect::<Vec<_>>(), sounds.collect()] {
        for pair in track.windows(2) {
            assert!(pair[0].0 + u64::from(pair[0].1) <= pair[1].0, "{pair:?}");
        }
    }
}

/// Found by fuzzing: the last picture before a change was taken to last beyond the first one behind it.
#[test]
fn time_does_not_go_back_where_the_codec_changes() {
    let mut packager = Packager::new(SETTINGS);
    packager.video_track(video_track());
    packager.picture(0, 0, true, Bytes::from_static(b"picture"));
    packager.picture(300, 0, true, Bytes::from_static(b"picture"));
    packager.audio_track(audio_track());
    packager.picture(310, 0, true, Bytes::from_static(b"picture"));
    packager.picture(360, 0, true, Bytes::from_static(b"picture"));
    packager.finish();
    let pieces = packager.pieces();
    assert_eq!(parts(&pieces).len(), 3);
    in_order(&pieces);
}

/// The sound is ahead, so that the pictures are taken to have stopped; then they come after all.
#[test]
fn time_does_not_go_back_where_pictures_stop_and_go_on() {
    let mut packager = Packager::new(SETTINGS);
    packager.video_track(video_track());
    packager.audio_track(audio_track());
    for time in [0, 200] {
        packager.picture(time, 0, true, Bytes::from_static(b"picture"));
    }
    for time in (0..1_300).step_by(20) {
        packager.sound(time, Bytes::from_static(b"frame"));
    }
    for time in (250..3_000).step_by(40) {
        packager.picture(time, 0, false, Bytes::from_static(b"picture"));
    }
    packager.finish();
    in_order(&packager.pieces());
}

#[test]
fn sound_that_waits_is_not_passed_on_as_another_codec() {
    let mut packager = Packager::new(SETTINGS);
    packager.video_track(video_track());
    packager.audio_track(audio_track());
    packager.picture(0, 0, true, Bytes::from_static(b"picture"));
    for time in (0..900).step_by(20) {
        packager.sound(time, Bytes::from_static(b"old"));
    }
    let slower = AudioTrack::read(AudioCodec::Aac, &Bytes::from_static(&[0x12, 0x10])).unwrap();
    packager.audio_track(slower);
    for time in [40, 80, 900, 1_000] {
        packager.picture(time, 0, true, Bytes::from_static(b"picture"));
    }
    packager.finish();
    let pieces = packager.pieces();
    let behind = pieces
        .iter()
        .skip_while(|piece| **piece != Piece::SegmentEnd);
    let behind: Vec<_> = behind.cloned().collect();
    assert!(!parts(&behind).is_empty());
    assert!(parts(&behind).iter().all(|part| part.0.audio.is_empty()));
}

/// Found by fuzzing: a connection that is made again began a millisecond before the last one's end.
#[test]
fn sound_alone_begins_in_its_own_millisecond() {
    let mut packager = Packager::new(SETTINGS);
    let slower = AudioTrack::read(AudioCodec::Aac, &Bytes::from_static(&[0x12, 0x10])).unwrap();
    packager.audio_track(slower);
    for time in [4_138, 6_000] {
        packager.sound(time, Bytes::from_static(b"frame"));
    }
    packager.finish();
    assert_eq!(parts(&packager.pieces())[0].1, 4_138);
}
