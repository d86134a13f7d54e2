//! Sound in a rendition of its own.

use actors_media::{Event, Request};

use super::support::{Workshop, decodes_cleanly, duration, events, ffprobe};

#[test]
fn split_renditions_have_their_sound_in_one_file_and_web_videos_have_it_all() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "320x240", 25, 4.0);
    let mut request = workshop.ladder(&input, &[0, 240, 144]);
    for rendition in &mut request.renditions {
        if let Some(hls) = &mut rendition.hls {
            hls.sound = rendition.resolution == 0;
        }
    }
    let made = match events(&Request::Transcode(request)).pop().unwrap() {
        Event::Transcoded(made) => made,
        other => panic!("{other:?}"),
    };
    for output in &made.renditions {
        let hls = output.hls.as_ref().unwrap();
        let kinds = ffprobe(&workshop.out(&hls.file), "-show_entries stream=codec_type");
        let web = ffprobe(
            &workshop.out(&format!("{}.mp4", output.resolution)),
            "-show_entries stream=codec_type",
        );
        if output.resolution == 0 {
            assert_eq!(
                (kinds, hls.codecs.as_str()),
                (vec!["audio".to_owned()], "mp4a.40.2")
            );
            assert_eq!(web, ["audio"]);
        } else {
            assert_eq!(kinds, ["video"]);
            assert!(
                hls.codecs.starts_with("avc1.") && !hls.codecs.contains(','),
                "{hls:?}"
            );
            assert!(hls.probe.audio.is_none() && output.has_audio);
            assert_eq!(web, ["video", "audio"]);
        }
        decodes_cleanly(&workshop.out(&hls.playlist));
        assert!((duration(&workshop.out(&hls.playlist)) - 4.0).abs() < 0.1);
    }
}
