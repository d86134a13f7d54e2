//! Plans of sources of all kinds.

use std::cell::Cell;

use actors_media::{AudioProbe, VideoProbe};

use super::*;
use crate::config::value::TranscodingProfile;

fn source(lines: u32) -> Probe {
    Probe {
        duration: 10_000,
        container: "mov,mp4,m4a,3gp,3g2,mj2".to_owned(),
        bit_rate: 2_000_000,
        size: 2_500_000,
        video: Some(VideoProbe {
            codec: "h264".to_owned(),
            profile: Some("High".to_owned()),
            width: lines * 16 / 9,
            height: lines,
            rotation: 0,
            fps: 30.0,
            bit_rate: Some(1_900_000),
            pixel_format: Some("yuv420p".to_owned()),
            can_be_copied: true,
        }),
        audio: Some(AudioProbe {
            codec: "aac".to_owned(),
            channels: 2,
            sample_rate: 48_000,
            bit_rate: Some(128_000),
            can_be_copied: true,
        }),
    }
}

fn settings() -> Transcoding {
    let mut settings = Transcoding::default();
    settings.resolutions.p360 = true;
    settings.resolutions.p720 = true;
    settings
}

fn planned(settings: &Transcoding, probe: &Probe) -> Option<Plan> {
    let number = Cell::new(0);
    plan(settings, probe, || {
        number.set(number.get() + 1);
        format!("name{}", number.get())
    })
}

fn lines(part: &Part) -> Vec<u32> {
    let renditions = part.renditions.iter();
    renditions.map(|rendition| rendition.resolution).collect()
}

#[test]
fn what_is_right_is_copied_first_and_the_rest_is_encoded() {
    let plan = planned(&settings(), &source(1080)).unwrap();
    assert_eq!(lines(&plan.first), [1080]);
    assert!(plan.first.renditions[0].copy && plan.first.copy_sound && !plan.first.is_last);
    let rest = plan.rest.unwrap();
    assert_eq!(lines(&rest), [360, 720]);
    assert!(
        rest.follow_keyframes
            && rest.is_last
            && rest.renditions.iter().all(|rendition| !rendition.copy)
    );
}

#[test]
fn a_source_that_is_too_rich_too_fast_or_of_another_kind_is_encoded() {
    let changes: [fn(&mut VideoProbe); 3] = [
        |video| video.bit_rate = Some(40_000_000),
        |video| video.fps = 120.0,
        |video| video.can_be_copied = false,
    ];
    for change in changes {
        let mut probe = source(1080);
        change(probe.video.as_mut().unwrap());
        let plan = planned(&settings(), &probe).unwrap();
        assert_eq!(lines(&plan.first), [360]);
        assert!(!plan.first.renditions[0].copy);
        assert_eq!(lines(&plan.rest.unwrap()), [720, 1080]);
    }
}

#[test]
fn sound_that_is_not_right_is_encoded_beside_a_copied_picture() {
    let mut probe = source(720);
    probe.audio.as_mut().unwrap().can_be_copied = false;
    let plan = planned(&settings(), &probe).unwrap();
    assert!(plan.first.renditions[0].copy && !plan.first.copy_sound);
}

#[test]
fn no_two_files_have_the_same_name() {
    let mut settings = settings();
    settings.web_videos.enabled = true;
    let plan = planned(&settings, &source(1080)).unwrap();
    let parts = [Some(plan.first), plan.rest];
    let mut names: Vec<String> = Vec::new();
    for part in parts.into_iter().flatten() {
        let playlist = part.playlist.unwrap();
        names.extend([playlist.master, playlist.segment_hashes]);
        for rendition in part.renditions {
            let hls = rendition.hls.unwrap();
            names.extend([rendition.web_video.unwrap(), hls.media, hls.playlist]);
        }
    }
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!((names.len(), all), (13, 13));
}

#[test]
fn split_sound_has_a_rendition_of_its_own_from_the_start() {
    let mut settings = settings();
    settings.hls.split_audio_and_video = true;
    let plan = planned(&settings, &source(720)).unwrap();
    assert_eq!(lines(&plan.first), [0, 720]);
    let sounds = |part: &Part| -> Vec<bool> {
        let renditions = part.renditions.iter();
        renditions
            .filter_map(|rendition| Some(rendition.hls.as_ref()?.sound))
            .collect()
    };
    assert_eq!(sounds(&plan.first), [true, false]);
    assert_eq!(sounds(&plan.rest.unwrap()), [false]);
}

#[test]
fn sound_without_a_picture_shows_the_large_one_of_the_video() {
    let mut probe = source(720);
    probe.video = None;
    let plan = planned(&settings(), &probe).unwrap();
    assert!(plan.first.still);
    assert_eq!(lines(&plan.first), [480]);
    assert_eq!(lines(&plan.rest.unwrap()), [360]);
}

#[test]
fn profiles_trade_time_for_quality() {
    let encoding = |profile| {
        let mut settings = settings();
        settings.profile = profile;
        let plan = planned(&settings, &source(720)).unwrap();
        (plan.first.encoding.preset, plan.first.encoding.crf)
    };
    assert_eq!(
        encoding(TranscodingProfile::Fast),
        ("superfast".to_owned(), 23)
    );
    assert_eq!(
        encoding(TranscodingProfile::Default),
        ("veryfast".to_owned(), 23)
    );
    assert_eq!(
        encoding(TranscodingProfile::Quality),
        ("medium".to_owned(), 21)
    );
}

#[test]
fn settings_reach_the_encoder() {
    let mut settings = settings();
    settings.threads = 3;
    settings.fps.max = 24;
    let plan = planned(&settings, &source(720)).unwrap();
    assert_eq!(plan.first.encoding.threads, 3);
    assert_eq!(plan.first.renditions[0].max_fps, 24);
}

#[test]
fn nothing_is_made_where_nothing_is_wanted() {
    let mut settings = settings();
    settings.hls.enabled = false;
    assert_eq!(planned(&settings, &source(720)), None);
    settings.web_videos.enabled = true;
    let plan = planned(&settings, &source(720)).unwrap();
    assert_eq!(plan.first.playlist, None);
    settings.enabled = false;
    assert_eq!(planned(&settings, &source(720)), None);
}
