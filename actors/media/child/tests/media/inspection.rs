//! What a look at a file tells, and the pictures that it leaves.

use crate::support::{Workshop, ffprobe};

#[test]
fn a_movie_is_told_with_its_streams() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "640x360", 25, 2.0);
    let probe = workshop.inspect(&input).unwrap();
    assert!(
        (1950..=2050).contains(&probe.duration),
        "{}",
        probe.duration
    );
    assert_eq!(probe.size, input.metadata().unwrap().len());
    let video = probe.video.unwrap();
    assert_eq!(
        (
            video.codec.as_str(),
            video.width,
            video.height,
            video.rotation
        ),
        ("h264", 640, 360, 0)
    );
    assert_eq!(
        (video.fps, video.pixel_format.as_deref()),
        (25.0, Some("yuv420p"))
    );
    let audio = probe.audio.unwrap();
    assert_eq!(
        (audio.codec.as_str(), audio.channels, audio.sample_rate),
        ("aac", 1, 44100)
    );
}

#[test]
fn pictures_have_exactly_the_size_asked_for() {
    let workshop = Workshop::new();
    workshop
        .inspect(&workshop.movie("a.mp4", "480x640", 10, 1.0))
        .unwrap();
    for (name, size) in [
        ("thumbnail.jpg", "mjpeg,280,157"),
        ("preview.jpg", "mjpeg,850,480"),
    ] {
        let told = ffprobe(
            &workshop.out(name),
            "-show_entries stream=codec_name,width,height",
        );
        assert_eq!(told, [size], "{name}");
    }
}

#[test]
fn the_picture_is_not_a_black_one() {
    let workshop = Workshop::new();
    let input = workshop.clip(
        "fades.mp4",
        "-f lavfi -i color=black:s=320x180:r=10:d=6 -f lavfi -i testsrc2=s=320x180:r=10:d=2 \
         -filter_complex [0][1]concat=n=2:v=1 -c:v libx264 -preset ultrafast -g 10",
    );
    workshop.inspect(&input).unwrap();
    let luma = ffprobe_luma(&workshop.out("preview.jpg"));
    assert!(luma > 40.0, "mean brightness {luma}");
}

#[test]
fn the_picture_is_the_best_of_several() {
    let workshop = Workshop::new();
    // A slow ramp from black to white in the middle, which has contrast enough, and something to see near the end.
    let input = workshop.clip(
        "dull.mp4",
        "-f lavfi -i color=gray:s=320x180:r=10:d=8,geq=lum='X*255/W':cb=128:cr=128 \
         -f lavfi -i testsrc2=s=320x180:r=10:d=2 \
         -filter_complex [0][1]concat=n=2:v=1 -c:v libx264 -preset ultrafast -g 10 -pix_fmt yuv420p",
    );
    workshop.inspect(&input).unwrap();
    let colours = saturation(&workshop.out("preview.jpg"));
    assert!(colours > 20.0, "mean distance from grey {colours}");
}

/// Mean distance of the pixels from grey.
fn saturation(path: &std::path::Path) -> f64 {
    let output = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-f", "rawvideo", "-pix_fmt", "yuv444p", "-"])
        .output()
        .unwrap();
    let (_, colours) = output.stdout.split_at(output.stdout.len() / 3);
    let distances = colours.iter().map(|byte| f64::from(byte.abs_diff(128)));
    distances.sum::<f64>() / (colours.len() as f64 / 2.0)
}

fn ffprobe_luma(path: &std::path::Path) -> f64 {
    let output = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-f", "rawvideo", "-pix_fmt", "gray", "-"])
        .output()
        .unwrap();
    output
        .stdout
        .iter()
        .map(|byte| f64::from(*byte))
        .sum::<f64>()
        / output.stdout.len() as f64
}

#[test]
fn a_turned_movie_is_told_as_it_is_shown() {
    let workshop = Workshop::new();
    workshop.movie("flat.mp4", "320x180", 10, 1.0);
    let turned = workshop.path("turned.mp4");
    let status = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-display_rotation", "90", "-i"])
        .arg(workshop.path("flat.mp4"))
        .args(["-c", "copy", "-metadata:s:v:0", "rotate=90"])
        .arg(&turned)
        .status();
    // ffmpeg before 6 knows the metadata key alone.
    if !status.unwrap().success() {
        let flat = workshop.path("flat.mp4");
        workshop.clip(
            "turned.mp4",
            &format!("-i {} -c copy -metadata:s:v:0 rotate=90", flat.display()),
        );
    }
    let video = workshop.inspect(&turned).unwrap().video.unwrap();
    assert_eq!((video.width, video.height), (180, 320));
    assert!([90, 270].contains(&video.rotation));
    assert_eq!(video.resolution(), 180);
}

#[test]
fn sound_alone_is_told_without_pictures() {
    let workshop = Workshop::new();
    let input = workshop.clip("a.mp3", "-f lavfi -i sine=d=2 -c:a libmp3lame");
    let probe = workshop.inspect(&input).unwrap();
    assert!(probe.video.is_none());
    assert_eq!(probe.audio.unwrap().codec, "mp3");
    assert!(!workshop.out("preview.jpg").exists());
}

#[test]
fn a_recording_without_a_told_length_is_measured() {
    let workshop = Workshop::new();
    let input = workshop.clip(
        "live.webm",
        "-f lavfi -i testsrc2=s=160x120:r=10:d=2 -c:v libvpx -deadline realtime -live 1 -f webm",
    );
    let probe = workshop.inspect(&input).unwrap();
    assert!(
        (1800..=2200).contains(&probe.duration),
        "{}",
        probe.duration
    );
    assert!(workshop.out("preview.jpg").exists());
}

#[test]
fn odd_names_are_only_names() {
    let workshop = Workshop::new();
    for name in [
        "-y.mp4",
        "file:a.mp4",
        "a b\n\"ü.mp4",
        "%d.mp4",
        "http:x.mp4",
    ] {
        let input = workshop.movie(name, "160x120", 10, 0.5);
        assert!(workshop.inspect(&input).is_ok(), "{name}");
    }
}
