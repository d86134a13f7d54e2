//! Sound that is shown with a still picture.

use actors_media::{Event, FailureKind, Request, Transcode};

use super::support::{Workshop, decodes_cleanly, duration, events, ffprobe, key_frames};

fn request(workshop: &Workshop, still: &str) -> Transcode {
    let input = workshop.clip("sound.m4a", "-f lavfi -i sine=f=440:d=5.3 -c:a aac");
    let mut request = workshop.ladder(&input, &[480, 240]);
    request.still = Some(workshop.path(still));
    request
}

#[test]
fn a_still_is_shown_for_as_long_as_the_sound_lasts() {
    let workshop = Workshop::new();
    workshop.clip(
        "still.jpg",
        "-f lavfi -i testsrc2=s=850x480 -frames:v 1 -pix_fmt yuvj420p",
    );
    let made = match events(&Request::Transcode(request(&workshop, "still.jpg")))
        .pop()
        .unwrap()
    {
        Event::Transcoded(made) => made,
        other => panic!("{other:?}"),
    };
    assert_eq!(made.decoded_pictures, 0);
    for (output, size) in made.renditions.iter().zip([(850, 480), (426, 240)]) {
        assert_eq!((output.width, output.height), size);
        assert!(output.has_video && output.has_audio);
        for name in [
            format!("{}.mp4", output.resolution),
            format!("{}-fragmented.mp4", output.resolution),
        ] {
            let path = workshop.out(&name);
            let kinds = ffprobe(&path, "-show_entries stream=codec_type");
            assert_eq!(kinds, ["video", "audio"]);
            assert!(
                (duration(&path) - 5.3).abs() < 0.1,
                "{name}: {}",
                duration(&path)
            );
            decodes_cleanly(&path);
        }
        assert!(key_frames(&workshop.out(&format!("{}.m3u8", output.resolution))).len() > 2);
    }
}

#[test]
fn a_still_that_is_none_is_told_apart() {
    let workshop = Workshop::new();
    workshop.file("still.jpg", "no picture");
    let last = events(&Request::Transcode(request(&workshop, "still.jpg")))
        .pop()
        .unwrap();
    assert!(matches!(last, Event::Failed(_)), "{last:?}");
    let last = events(&Request::Transcode(request(&workshop, "missing.jpg")))
        .pop()
        .unwrap();
    let Event::Failed(failure) = last else {
        panic!("{last:?}")
    };
    assert!(
        matches!(failure.kind, FailureKind::Io { .. }),
        "{failure:?}"
    );
}
