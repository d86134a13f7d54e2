//! Streams that are right are taken as they are, decoded by nobody.

use std::path::Path;
use std::process::Command;

use actors_media::{Event, Request, Transcode};

use super::support::{Workshop, decodes_cleanly, duration, events, ffprobe, key_frames};

/// A copy of the input's own streams.
fn copy(workshop: &Workshop, input: &Path, resolution: u32) -> Transcode {
    let mut request = workshop.ladder(input, &[resolution]);
    for rendition in &mut request.renditions {
        rendition.copy = true;
    }
    request.copy_sound = true;
    request
}

fn run(request: Transcode) -> actors_media::Transcoded {
    match events(&Request::Transcode(request)).pop().unwrap() {
        Event::Transcoded(made) => made,
        other => panic!("{other:?}"),
    }
}

/// The hash of what the packets of one stream say, without the parameter sets that containers keep elsewhere.
fn hash(path: &Path, stream: &str) -> String {
    let filter = if stream.starts_with('v') {
        "h264_mp4toannexb,filter_units=pass_types=1-5"
    } else {
        "null"
    };
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-map", &format!("0:{stream}"), "-c", "copy", "-bsf", filter])
        .args(["-f", "hash", "-hash", "md5", "-"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// What every player takes, with key frames a second apart.
const RIGHT: &str = "-f lavfi -i testsrc2=s=640x360:r=25:d=6 -f lavfi -i sine=f=440:d=6:r=48000 -c:v libx264 \
                     -preset veryfast -g 25 -pix_fmt yuv420p -c:a aac -ac 2";

#[test]
fn a_copy_has_the_very_packets_of_the_input_and_decodes_nothing() {
    let workshop = Workshop::new();
    for name in ["a.mp4", "a.mkv", "a.mov", "a.flv"] {
        let input = workshop.clip(name, RIGHT);
        let probe = workshop.inspect(&input).unwrap();
        assert!(probe.video.unwrap().can_be_copied, "{name}");
        assert!(probe.audio.unwrap().can_be_copied, "{name}");
        let made = run(copy(&workshop, &input, 360));
        assert_eq!(made.decoded_pictures, 0);
        let output = &made.renditions[0];
        assert_eq!((output.width, output.height), (640, 360));
        assert!((output.fps - 25.0).abs() < 0.5, "{output:?}");
        let hls = output.hls.as_ref().unwrap();
        assert!(
            hls.codecs.starts_with("avc1.64") && hls.codecs.ends_with(",mp4a.40.2"),
            "{hls:?}"
        );
        for made in [workshop.out("360.mp4"), workshop.out("360.m3u8")] {
            for stream in ["v:0", "a:0"] {
                assert_eq!(hash(&made, stream), hash(&input, stream), "{name} {stream}");
            }
            decodes_cleanly(&made);
            assert!(
                (duration(&made) - 6.0).abs() < 0.1,
                "{name}: {}",
                duration(&made)
            );
        }
        assert_eq!(hls.segments, 3, "{name}: cut at its own key frames");
    }
}

#[test]
fn what_not_every_player_takes_is_not_to_be_copied() {
    let workshop = Workshop::new();
    let video = |name: &str, arguments: &str| {
        let source = "-f lavfi -i testsrc2=s=320x240:r=25:d=12 -f lavfi -i sine=d=12:r=48000 -preset ultrafast";
        let input = workshop.clip(name, &format!("{source} {arguments}"));
        let probe = workshop.inspect(&input).unwrap();
        (
            probe.video.unwrap().can_be_copied,
            probe.audio.unwrap().can_be_copied,
        )
    };
    for (name, arguments, expected) in [
        (
            "ten.mp4",
            "-c:v libx264 -g 25 -pix_fmt yuv420p10le -c:a aac",
            (false, true),
        ),
        (
            "full.mp4",
            "-c:v libx264 -g 25 -pix_fmt yuv444p -c:a aac",
            (false, true),
        ),
        (
            "rare.mp4",
            "-c:v libx264 -g 1000 -pix_fmt yuv420p -c:a aac",
            (false, true),
        ),
        (
            "wide.mp4",
            "-c:v libx264 -g 25 -pix_fmt yuv420p -vf setsar=2 -c:a aac",
            (false, true),
        ),
        (
            "inter.mp4",
            "-c:v libx264 -g 25 -pix_fmt yuv420p -flags +ildct -x264opts tff=1 -c:a aac",
            (false, true),
        ),
        ("other.mp4", "-c:v mpeg4 -c:a mp3", (false, false)),
        (
            "many.mp4",
            "-c:v libx264 -g 25 -pix_fmt yuv420p -c:a aac -ac 6",
            (true, false),
        ),
        (
            "slow.mp4",
            "-c:v libx264 -g 25 -pix_fmt yuv420p -c:a aac -ar 22050",
            (true, false),
        ),
        (
            "stream.ts",
            "-c:v libx264 -g 25 -pix_fmt yuv420p -c:a aac",
            (false, false),
        ),
    ] {
        assert_eq!(video(name, arguments), expected, "{name}");
    }
}

#[test]
fn rungs_beside_a_copy_have_their_key_frames_where_it_has_them() {
    let workshop = Workshop::new();
    // Key frames at uneven places, as an encoder sets them at changes of scene.
    let input = workshop.clip(
        "a.mp4",
        "-f lavfi -i testsrc2=s=640x360:r=25:d=8 -c:v libx264 -preset veryfast -pix_fmt yuv420p -g 250 \
         -force_key_frames 0,1.2,3.4,3.8,6.08",
    );
    let keys = key_frames(&input);
    assert_eq!(keys.len(), 5, "{keys:?}");
    let copied = run(copy(&workshop, &input, 360));
    let mut request = workshop.ladder(&input, &[240]);
    request.follow_keyframes = true;
    let encoded = run(request);
    assert_eq!(encoded.decoded_pictures, 200);
    for name in ["360.m3u8", "240.m3u8"] {
        assert_eq!(key_frames(&workshop.out(name)), keys, "{name}");
    }
    let segments =
        |made: &actors_media::Transcoded| made.renditions[0].hls.as_ref().unwrap().segments;
    assert_eq!(segments(&copied), segments(&encoded));
}

#[test]
fn the_picture_is_decoded_once_however_many_rungs_there_are() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "640x360", 25, 2.0);
    for rungs in [&[360][..], &[360, 240, 144]] {
        let made = workshop.transcode(&input, rungs).unwrap();
        assert_eq!(made.decoded_pictures, 50, "{rungs:?}");
    }
}

#[test]
fn sound_is_encoded_beside_a_copied_picture() {
    let workshop = Workshop::new();
    let input = workshop.clip(
        "a.mp4",
        "-f lavfi -i testsrc2=s=320x240:r=25:d=2 -f lavfi -i sine=d=2 -c:v libx264 -g 25 -pix_fmt yuv420p -c:a mp3",
    );
    let mut request = copy(&workshop, &input, 240);
    request.copy_sound = false;
    let made = run(request);
    assert_eq!(made.decoded_pictures, 0);
    let codecs = ffprobe(&workshop.out("240.mp4"), "-show_entries stream=codec_name");
    assert_eq!(codecs, ["h264", "aac"]);
    assert_eq!(hash(&workshop.out("240.mp4"), "v:0"), hash(&input, "v:0"));
    decodes_cleanly(&workshop.out("240.m3u8"));
}
