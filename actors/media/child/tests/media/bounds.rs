//! Clips that are too much of something: refused by a limit, or brought down to what is asked for.

use actors_media::{Event, FailureKind, Limits, Request};

use crate::support::{Workshop, events, ffprobe, is_beyond, is_refusal};

#[test]
fn a_picture_beyond_the_limit_is_refused() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "640x360", 10, 0.5);
    let mut ladder = workshop.ladder(&input, &[120]);
    ladder.limits = Limits {
        pixels: 640 * 359,
        ..Limits::default()
    };
    let last = events(&Request::Transcode(ladder)).pop();
    assert!(
        matches!(last, Some(Event::Failed(failure)) if failure.kind == FailureKind::LimitExceeded)
    );
}

#[test]
fn a_header_that_promises_a_huge_picture_is_refused() {
    let workshop = Workshop::new();
    let mut bytes = std::fs::read(workshop.clip(
        "a.avi",
        "-f lavfi -i testsrc2=s=160x120:r=10:d=0.5 -c:v mpeg4",
    ))
    .unwrap();
    // Width and height of the BITMAPINFOHEADER, right after the 'strf' chunk's length and the header's own.
    let place = bytes
        .windows(4)
        .position(|window| window == b"strf")
        .unwrap()
        + 12;
    bytes[place..place + 8].copy_from_slice(&[0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0]);
    let failure = workshop.inspect(&workshop.file("huge.avi", bytes));
    if let Err(failure) = failure {
        assert!(is_refusal(&failure), "{failure:?}");
    }
}

#[test]
fn an_input_with_too_many_streams_is_refused() {
    let workshop = Workshop::new();
    let maps = "-map 0 ".repeat(70);
    let input = workshop.clip(
        "many.mkv",
        &format!("-f lavfi -i sine=d=0.2 {maps} -c:a pcm_s16le"),
    );
    assert!(is_refusal(&workshop.inspect(&input).unwrap_err()));
}

#[test]
fn an_input_beyond_the_length_is_refused() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "160x120", 10, 2.0);
    let mut ladder = workshop.ladder(&input, &[120]);
    ladder.limits = Limits {
        duration_ms: 1000,
        ..Limits::default()
    };
    let last = events(&Request::Transcode(ladder)).pop();
    assert!(
        matches!(last, Some(Event::Failed(failure)) if failure.kind == FailureKind::LimitExceeded)
    );
}

#[test]
fn a_frame_of_65535_by_65535_is_refused() {
    let workshop = Workshop::new();
    let bytes = std::fs::read(workshop.clip(
        "a.mkv",
        "-f lavfi -i testsrc2=s=160x120:r=10:d=0.5 -c:v mjpeg -pix_fmt yuvj420p",
    ))
    .unwrap();
    // PixelWidth (0xB0) and PixelHeight (0xBA) as Matroska writes a number of two bytes, and SOF0 of each JPEG.
    let mut huge = bytes;
    let mut changed = 0;
    for place in 0..huge.len() - 9 {
        if huge[place..].starts_with(&[0xff, 0xc0, 0, 17, 8, 0, 120, 0, 160]) {
            huge[place + 5..place + 9].fill(0xff);
            changed += 1;
        }
    }
    assert!(changed > 0, "no header of a picture was found");
    let failure = workshop.transcode(&workshop.file("huge.mkv", &huge), &[120]);
    let failure = failure.expect_err("a picture of four thousand million pixels");
    assert!(is_refusal(&failure), "{failure:?}");
}

#[test]
fn a_size_that_only_the_container_tells_is_believed_and_refused() {
    let workshop = Workshop::new();
    let bytes = std::fs::read(workshop.clip(
        "a.avi",
        "-f lavfi -i testsrc2=s=160x120:r=10:d=0.5 -c:v rawvideo -pix_fmt yuv420p",
    ))
    .unwrap();
    let mut windows = bytes.windows(4);
    let place = windows.position(|window| window == b"strf").unwrap() + 12;
    // The larger is beyond what libav itself can count, the smaller beyond our limit alone.
    for (side, reason) in [(65_535_u32, ""), (12_000, "12000 × 12000")] {
        let mut huge = bytes.clone();
        huge[place..place + 4].copy_from_slice(&side.to_le_bytes());
        huge[place + 4..place + 8].copy_from_slice(&side.to_le_bytes());
        let input = workshop.file("huge.avi", huge);
        for failure in [
            workshop.inspect(&input).unwrap_err(),
            workshop.transcode(&input, &[120]).unwrap_err(),
        ] {
            assert!(
                is_refusal(&failure) && failure.reason.contains(reason),
                "{side}: {failure:?}"
            );
        }
    }
}

#[test]
fn a_million_frames_per_second_are_slowed_down() {
    let workshop = Workshop::new();
    let input = workshop.clip(
        "fast.mkv",
        "-f lavfi -i testsrc2=s=160x120:r=1000000:d=0.002 -c:v ffv1 -enc_time_base 1/1000000 -fps_mode passthrough",
    );
    let pictures = || -> u32 {
        let told = ffprobe(
            &workshop.out("120.mp4"),
            "-count_packets -select_streams v -show_entries stream=nb_read_packets",
        );
        told[0].parse().unwrap()
    };
    workshop.transcode(&input, &[120]).unwrap();
    assert!(pictures() <= 2, "{} in two milliseconds", pictures());
    // A second of a thousand pictures, which containers can tell apart.
    let input = workshop.clip(
        "quick.mkv",
        "-f lavfi -i testsrc2=s=160x120:r=1000:d=1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p",
    );
    workshop.transcode(&input, &[120]).unwrap();
    // Thirty, the one at the end, and a key frame whose time had come.
    assert!(pictures() <= 32, "{} in a second", pictures());
}

#[test]
fn pixels_of_a_shape_beyond_belief_are_taken_to_be_square() {
    let workshop = Workshop::new();
    for aspect in ["4000/1", "1/4000"] {
        let input = workshop.clip(
            "stretched.mov",
            &format!(
                "-f lavfi -i testsrc2=s=160x120:r=10:d=0.5 -vf setsar={aspect} -c:v mjpeg -pix_fmt yuvj420p"
            ),
        );
        workshop.inspect(&input).unwrap();
        workshop.transcode(&input, &[120]).unwrap();
        let size = ffprobe(
            &workshop.out("120.mp4"),
            "-select_streams v -show_entries stream=width,height",
        );
        assert_eq!(size, ["160,120"], "{aspect}");
    }
}

#[test]
fn a_rate_beyond_belief_does_not_pass_for_an_ordinary_one() {
    let workshop = Workshop::new();
    let input = workshop.clip(
        "quick.mp4",
        "-f lavfi -i testsrc2=s=160x120:r=2000:d=0.5 -c:v libx264 -preset ultrafast -pix_fmt yuv420p \
         -video_track_timescale 100000",
    );
    // Whether it is taken as it is goes by this rate.
    let told = workshop.inspect(&input).unwrap().video.unwrap().fps;
    assert!(told >= 1000.0, "{told} frames per second");
}

#[test]
fn no_rung_shows_more_pictures_a_second_than_it_may() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "320x240", 50, 3.0);
    let mut ladder = workshop.ladder(&input, &[240, 120]);
    for (rung, most) in ladder.renditions.iter_mut().zip([30, 12]) {
        rung.max_fps = most;
    }
    let Some(Event::Transcoded(made)) = events(&Request::Transcode(ladder)).pop() else {
        panic!()
    };
    for (rung, most) in made.renditions.iter().zip([30.0, 12.0]) {
        assert!((rung.fps - most).abs() < 0.5, "{rung:?}");
        for output in [
            &rung.web.as_ref().unwrap().file,
            &rung.hls.as_ref().unwrap().file,
        ] {
            let told = ffprobe(
                &workshop.out(output),
                "-select_streams v -show_entries packet=pts_time",
            );
            let mut times: Vec<f64> = told.iter().map(|time| time.parse().unwrap()).collect();
            times.sort_by(f64::total_cmp);
            // Any second of it, whatever the grid of the source: one more for the two ends.
            for start in &times {
                let within = times
                    .iter()
                    .filter(|time| (*start..start + 1.0).contains(*time));
                let within = within.count() as f64;
                assert!(within <= most + 1.0, "{output}: {within} in a second");
            }
        }
    }
}

#[test]
fn a_thousand_million_seconds_are_refused() {
    let workshop = Workshop::new();
    // Two pictures, the second of which comes after thirty years.
    let input = workshop.clip(
        "long.mkv",
        "-f lavfi -i testsrc2=s=160x120:r=1:d=2 -vf setpts=N*1000000000/TB -fps_mode passthrough -c:v libx264 \
         -preset ultrafast -bf 0 -pix_fmt yuv420p",
    );
    // One whose header alone promises as much: the length in the `mvhd`, behind its version, two times and its clock.
    let short = workshop.movie("short.mp4", "160x120", 10, 1.0);
    let mut bytes = std::fs::read(short).unwrap();
    let mut windows = bytes.windows(4);
    let place = windows.position(|window| window == b"mvhd").unwrap() + 16;
    bytes[place..place + 4].copy_from_slice(&1_u32.to_be_bytes());
    bytes[place + 4..place + 8].copy_from_slice(&1_000_000_000_u32.to_be_bytes());
    let lie = workshop.file("lie.mp4", bytes);
    for input in [input, lie] {
        for failure in [
            workshop.inspect(&input).unwrap_err(),
            workshop.transcode(&input, &[120]).unwrap_err(),
        ] {
            assert!(is_beyond(&failure, "it lasts 100000000"), "{failure:?}");
        }
    }
}

#[test]
fn a_thousand_tracks_are_refused() {
    let workshop = Workshop::new();
    let maps = "-map 0 ".repeat(1000);
    let input = workshop.clip(
        "thousand.mkv",
        &format!("-f lavfi -i sine=d=0.1 {maps} -c:a pcm_s16le"),
    );
    for failure in [
        workshop.inspect(&input).unwrap_err(),
        workshop.transcode(&input, &[120]).unwrap_err(),
    ] {
        assert!(is_beyond(&failure, "64 streams"), "{failure:?}");
    }
}
