//! What a transcoding leaves behind.

use std::collections::BTreeMap;

use actors_media::{Event, Request};

use crate::support::{Workshop, decodes_cleanly, duration, events, ffprobe, key_frames};

#[test]
fn each_rendition_plays_with_aligned_key_frames_and_the_length_of_the_source() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "640x360", 60, 5.3);
    let transcoded = workshop.transcode(&input, &[360, 240]).unwrap();
    assert_eq!(transcoded.damaged_packets, 0);
    for (output, (width, height, fps)) in transcoded
        .renditions
        .iter()
        .zip([(640, 360, 60.0), (426, 240, 30.0)])
    {
        assert_eq!((output.width, output.height), (width, height));
        assert!(
            (output.fps - fps).abs() < 0.5,
            "{} frames per second",
            output.fps
        );
        assert!(
            output.duration.abs_diff(5300) < 100,
            "{} ms",
            output.duration
        );
        for file in [
            &output.web.as_ref().unwrap().file,
            &output.hls.as_ref().unwrap().file,
        ] {
            let path = workshop.out(file);
            decodes_cleanly(&path);
            assert!(
                (duration(&path) - 5.3).abs() < 0.1,
                "{file} lasts {} s",
                duration(&path)
            );
            assert_eq!(
                key_frames(&path),
                [0, 1000, 2000, 3000, 4000, 5000],
                "{file}"
            );
            let size = ffprobe(
                &path,
                "-select_streams v -show_entries stream=width,height,pix_fmt",
            );
            assert_eq!(size, [format!("{width},{height},yuv420p")]);
        }
    }
}

#[test]
fn each_rendition_tells_what_a_master_playlist_needs() {
    let workshop = Workshop::new();
    let made = workshop
        .transcode(&workshop.movie("a.mp4", "640x360", 25, 2.0), &[360, 144])
        .unwrap();
    for (output, size) in made.renditions.iter().zip([(640, 360), (256, 144)]) {
        assert_eq!((output.width, output.height), size);
        assert!((output.fps - 25.0).abs() < 0.001, "{output:?}");
        let hls = output.hls.as_ref().unwrap();
        assert!(
            hls.codecs.starts_with("avc1.") && hls.codecs.ends_with(",mp4a.40.2"),
            "{hls:?}"
        );
        assert!(
            hls.bandwidth >= hls.average_bandwidth && hls.average_bandwidth > 0,
            "{hls:?}"
        );
        decodes_cleanly(&workshop.out(&hls.playlist));
    }
}

#[test]
fn byte_ranges_cover_the_file_and_their_hashes_match() {
    let workshop = Workshop::new();
    workshop
        .transcode(&workshop.movie("a.mp4", "320x180", 25, 5.0), &[180])
        .unwrap();
    let media = std::fs::read(workshop.out("180-fragmented.mp4")).unwrap();
    let playlist = std::fs::read_to_string(workshop.out("180.m3u8")).unwrap();
    let hashes: BTreeMap<String, BTreeMap<String, String>> =
        serde_json::from_slice(&std::fs::read(workshop.out("hashes.json")).unwrap()).unwrap();
    let hashes = &hashes["180-fragmented.mp4"];
    let ranges: Vec<(usize, usize)> = playlist
        .lines()
        .filter_map(|line| {
            let range = line
                .split_once("BYTERANGE")?
                .1
                .trim_matches(['=', ':', '"']);
            let (length, start) = range.split_once('@')?;
            Some((start.parse().unwrap(), length.parse().unwrap()))
        })
        .collect();
    assert_eq!(ranges.len(), 4, "a head and three segments: {playlist}");
    let mut next = 0;
    for (start, length) in ranges {
        assert_eq!(start, next);
        next = start + length;
        let bytes = &media[start..next];
        assert_eq!(hashes[&format!("{start}-{}", next - 1)], sha256(bytes));
        // A segment begins with its own header box, and the head with the type of the file.
        assert_eq!(&bytes[4..8], if start == 0 { b"ftyp" } else { b"moof" });
    }
    assert_eq!(next, media.len());
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn the_index_of_a_web_video_stands_in_front() {
    let workshop = Workshop::new();
    workshop
        .transcode(&workshop.movie("a.mp4", "320x180", 25, 1.0), &[180])
        .unwrap();
    let bytes = std::fs::read(workshop.out("180.mp4")).unwrap();
    let place = |name: &[u8]| bytes.windows(4).position(|window| window == name).unwrap();
    assert!(place(b"moov") < place(b"mdat"));
}

#[test]
fn an_odd_size_becomes_even() {
    let workshop = Workshop::new();
    let input = workshop.clip(
        "odd.mkv",
        "-f lavfi -i testsrc2=s=321x181:r=10:d=1 -c:v ffv1",
    );
    let transcoded = workshop.transcode(&input, &[181]).unwrap();
    assert_eq!(
        (
            transcoded.renditions[0].width,
            transcoded.renditions[0].height
        ),
        (320, 180)
    );
    decodes_cleanly(&workshop.out("181.mp4"));
}

#[test]
fn a_turned_movie_is_stored_upright() {
    let workshop = Workshop::new();
    let flat = workshop.movie("flat.mp4", "320x180", 10, 1.0);
    let input = workshop.clip(
        "turned.mp4",
        &format!("-i {} -c copy -metadata:s:v:0 rotate=90", flat.display()),
    );
    let transcoded = workshop.transcode(&input, &[180, 120]).unwrap();
    assert_eq!(
        (
            transcoded.renditions[0].width,
            transcoded.renditions[0].height
        ),
        (180, 320)
    );
    assert_eq!(
        (
            transcoded.renditions[1].width,
            transcoded.renditions[1].height
        ),
        (120, 214)
    );
    decodes_cleanly(&workshop.out("120.mp4"));
}

#[test]
fn a_movie_without_sound_stays_silent() {
    let workshop = Workshop::new();
    let input = workshop.clip(
        "mute.webm",
        "-f lavfi -i testsrc2=s=160x120:r=10:d=3 -c:v libvpx -deadline realtime",
    );
    let transcoded = workshop.transcode(&input, &[120]).unwrap();
    let output = &transcoded.renditions[0];
    assert!(output.has_video && !output.has_audio);
    assert!(!output.hls.as_ref().unwrap().codecs.contains("mp4a"));
    decodes_cleanly(&workshop.out("120.m3u8"));
}

#[test]
fn sound_alone_becomes_an_audio_rendition() {
    let workshop = Workshop::new();
    let input = workshop.clip(
        "a.ogg",
        "-f lavfi -i sine=d=5 -ac 1 -ar 22050 -c:a libvorbis",
    );
    let transcoded = workshop.transcode(&input, &[0]).unwrap();
    let output = &transcoded.renditions[0];
    assert!(!output.has_video && output.has_audio);
    assert_eq!(output.hls.as_ref().unwrap().codecs, "mp4a.40.2");
    assert!(output.duration.abs_diff(5000) < 100, "{}", output.duration);
    for file in ["0.mp4", "0-fragmented.mp4"] {
        decodes_cleanly(&workshop.out(file));
        assert!((duration(&workshop.out(file)) - 5.0).abs() < 0.1, "{file}");
        assert_eq!(
            ffprobe(
                &workshop.out(file),
                "-show_entries stream=sample_rate,channels"
            ),
            ["48000,2"]
        );
    }
}

#[test]
fn sound_that_starts_later_keeps_its_place() {
    let workshop = Workshop::new();
    let input = workshop.clip(
        "late.mkv",
        "-f lavfi -i testsrc2=s=160x120:r=10:d=3 -itsoffset 1 -f lavfi -i sine=d=2 -c:v libx264 -c:a aac",
    );
    workshop.transcode(&input, &[120]).unwrap();
    assert!((duration(&workshop.out("120.mp4")) - 3.0).abs() < 0.1);
    let silence = std::process::Command::new("ffmpeg")
        .args(["-i"])
        .arg(workshop.out("120.mp4"))
        .args([
            "-af",
            "silencedetect=n=-40dB:d=0.5",
            "-vn",
            "-f",
            "null",
            "-",
        ])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&silence.stderr).into_owned();
    let end: f64 = text
        .split("silence_end: ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!((end - 1.0).abs() < 0.1, "sound starts at {end} s");
}

#[test]
fn a_clock_that_does_not_start_at_zero_changes_nothing() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.ts", "160x120", 25, 3.0);
    workshop.transcode(&input, &[120]).unwrap();
    for file in ["120.mp4", "120-fragmented.mp4"] {
        assert!(
            (duration(&workshop.out(file)) - 3.0).abs() < 0.1,
            "{file}: {}",
            duration(&workshop.out(file))
        );
        assert_eq!(key_frames(&workshop.out(file)).first(), Some(&0));
    }
}

#[test]
fn pixels_and_colours_of_every_kind_become_plain_yuv() {
    let workshop = Workshop::new();
    for (name, format, codec) in [
        ("ten.mkv", "yuv420p10le", "libx265"),
        ("rgb.mkv", "bgr0", "ffv1"),
        ("full.mkv", "yuvj422p", "mjpeg"),
    ] {
        let input = workshop.clip(
            name,
            &format!("-f lavfi -i testsrc2=s=160x120:r=10:d=0.5 -pix_fmt {format} -c:v {codec}"),
        );
        workshop.transcode(&input, &[120]).unwrap();
        let told = ffprobe(
            &workshop.out("120.mp4"),
            "-select_streams v -show_entries stream=pix_fmt",
        );
        assert_eq!(told, ["yuv420p"], "{name}");
    }
}

#[test]
fn progress_is_told_and_the_result_comes_last() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "320x180", 25, 2.0);
    let events = events(&Request::Transcode(workshop.ladder(&input, &[180])));
    assert!(matches!(events.first(), Some(Event::Started(_))));
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Progress(_)))
    );
    assert!(matches!(events.last(), Some(Event::Transcoded(_))));
    assert_eq!(events.iter().filter(|event| event.is_last()).count(), 1);
}
