//! Clips of every kind that people upload, and what ffprobe must say of what is made of them.

use crate::support::{Workshop, decodes_cleanly, duration, ffprobe};

/// A clip that ffmpeg makes, and what holds for the rung of 120 lines made of it.
struct Clip {
    name: &'static str,
    arguments: &'static str,
    /// What ffprobe is asked, and answers line by line.
    asked: &'static str,
    told: &'static [&'static str],
    /// Seconds.
    lasts: f64,
}

const PICTURE: &str = "-select_streams v:0 -show_entries \
                       stream=pix_fmt,color_range,color_space,color_transfer,color_primaries,nb_read_frames -count_frames";
const SOUND: &str = "-select_streams a -show_entries stream=codec_name,sample_rate,channels";
const BOTH: &str = "-show_entries stream=codec_type,codec_name";

const CLIPS: &[Clip] = &[
    Clip {
        name: "ten-bits.mp4",
        arguments: "-f lavfi -i testsrc2=s=320x240:r=10:d=1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p10le",
        asked: PICTURE,
        told: &["yuv420p,unknown,unknown,unknown,unknown,10"],
        lasts: 1.0,
    },
    Clip {
        name: "twelve-bits-444.mkv",
        arguments: "-f lavfi -i testsrc2=s=320x240:r=10:d=1 -c:v ffv1 -pix_fmt yuv444p12le",
        asked: PICTURE,
        told: &["yuv420p,unknown,unknown,unknown,unknown,10"],
        lasts: 1.0,
    },
    Clip {
        name: "hdr10.mp4",
        arguments: "-f lavfi -i testsrc2=s=320x240:r=10:d=1 -c:v libx265 -preset ultrafast -pix_fmt yuv420p10le \
                    -x265-params log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc \
                    -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -tag:v hvc1",
        asked: PICTURE,
        told: &["yuv420p,tv,bt709,bt709,bt709,10"],
        lasts: 1.0,
    },
    Clip {
        name: "hlg.mp4",
        arguments: "-f lavfi -i testsrc2=s=320x240:r=10:d=1 -c:v libx265 -preset ultrafast -pix_fmt yuv420p10le \
                    -x265-params log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc \
                    -color_primaries bt2020 -color_trc arib-std-b67 -colorspace bt2020nc -tag:v hvc1",
        asked: PICTURE,
        told: &["yuv420p,tv,bt709,bt709,bt709,10"],
        lasts: 1.0,
    },
    Clip {
        // An odd size, of which every other line has no colour of its own.
        name: "odd-hdr10.mkv",
        arguments: "-f lavfi -i testsrc=s=321x181:r=10:d=1 -c:v ffv1 -pix_fmt yuv420p10le \
                    -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc",
        asked: PICTURE,
        told: &["yuv420p,tv,bt709,bt709,bt709,10"],
        lasts: 1.0,
    },
    Clip {
        // Pixels that are wider than high, by the container alone.
        name: "wide-pixels.mkv",
        arguments: "-f lavfi -i testsrc2=s=320x240:r=10:d=1 -vf setsar=4/3 -c:v ffv1 -pix_fmt yuv420p",
        asked: "-select_streams v -show_entries stream=width,height",
        told: &["214,120"],
        lasts: 1.0,
    },
    Clip {
        name: "eight-channels.mkv",
        arguments: "-f lavfi -i testsrc2=s=320x240:r=10:d=1 -f lavfi -i anullsrc=cl=7.1:r=48000:d=1 \
                    -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a flac -t 1",
        asked: SOUND,
        told: &["aac,48000,2"],
        lasts: 1.0,
    },
    Clip {
        name: "high-rate-sound.mkv",
        arguments: "-f lavfi -i testsrc2=s=320x240:r=10:d=1 -f lavfi -i sine=r=192000:d=1 \
                    -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a flac",
        asked: SOUND,
        told: &["aac,48000,2"],
        lasts: 1.0,
    },
    Clip {
        name: "index-at-the-end.mov",
        arguments: "-f lavfi -i testsrc2=s=320x240:r=10:d=1 -f lavfi -i sine=d=1 -c:v libx264 -preset ultrafast \
                    -pix_fmt yuv420p -c:a aac",
        asked: BOTH,
        told: &["h264,video", "aac,audio"],
        lasts: 1.0,
    },
    Clip {
        name: "open-groups.ts",
        arguments: "-f lavfi -i testsrc2=s=320x240:r=10:d=2 -f lavfi -i sine=d=2 -c:v libx264 -x264-params \
                    open-gop=1:keyint=5:bframes=3 -pix_fmt yuv420p -c:a aac",
        asked: BOTH,
        told: &["h264,video", "aac,audio"],
        lasts: 2.0,
    },
];

#[test]
fn each_kind_of_clip_becomes_what_every_browser_plays() {
    for clip in CLIPS {
        let workshop = Workshop::new();
        let input = workshop.clip(clip.name, clip.arguments);
        let made = workshop.transcode(&input, &[120]);
        made.unwrap_or_else(|failure| panic!("{}: {failure:?}", clip.name));
        for output in ["120.mp4", "120-fragmented.mp4"] {
            let output = workshop.out(output);
            assert_eq!(ffprobe(&output, clip.asked), clip.told, "{}", clip.name);
            let lasts = duration(&output);
            assert!(
                (lasts - clip.lasts).abs() < 0.15,
                "{}: {lasts} s",
                clip.name
            );
            decodes_cleanly(&output);
        }
    }
}

#[test]
fn each_of_eight_channels_is_heard() {
    for speaker in 0..8 {
        // The low frequencies have a speaker of their own, and everything in it is heard elsewhere too.
        if speaker == 3 {
            continue;
        }
        let workshop = Workshop::new();
        let tone = |channel| {
            if channel == speaker {
                "sin(2764*t)/2"
            } else {
                "0"
            }
        };
        let tones = (0..8).map(tone).collect::<Vec<_>>().join("|");
        let input = workshop.clip(
            "cinema.mkv",
            &format!("-f lavfi -i aevalsrc={tones}:c=7.1:s=48000:d=0.5 -c:a flac"),
        );
        workshop.transcode(&input, &[0]).unwrap();
        let output = workshop.out("0.mp4");
        assert_eq!(ffprobe(&output, SOUND), ["aac,48000,2"]);
        let samples = std::process::Command::new("ffmpeg")
            .args(["-v", "error", "-i"])
            .arg(&output)
            .args(["-f", "s16le", "-"])
            .output()
            .unwrap()
            .stdout;
        let samples = samples.chunks_exact(2);
        let loudest = samples.map(|pair| i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs());
        let loudest = loudest.max().unwrap();
        assert!(loudest > 1000, "channel {speaker}: {loudest}");
    }
}

#[test]
fn a_variable_frame_rate_keeps_the_time_of_each_picture() {
    let workshop = Workshop::new();
    // Pictures at 0, 0.1 … 0.9 s, then half a second apart: a phone that slows down in the dark.
    let input = workshop.clip(
        "phone.mp4",
        "-f lavfi -i testsrc2=s=320x240:r=10:d=5 -vf select='lt(n,10)+not(mod(n,5))' -fps_mode vfr \
         -c:v libx264 -preset ultrafast -bf 0 -pix_fmt yuv420p",
    );
    let times = |path: &std::path::Path| -> Vec<i64> {
        let told = ffprobe(path, "-select_streams v -show_entries frame=pts_time");
        let told = told.iter().filter(|line| !line.is_empty());
        told.map(|time| (time.parse::<f64>().unwrap() * 1000.0).round() as i64)
            .collect()
    };
    let before = times(&input);
    assert_eq!(before.len(), 18, "{before:?}");
    workshop.transcode(&input, &[120]).unwrap();
    for output in ["120.mp4", "120-fragmented.mp4"] {
        let after = times(&workshop.out(output));
        assert_eq!(after.len(), before.len(), "{output}: {after:?}");
        let moved = before
            .iter()
            .zip(&after)
            .map(|(before, after)| (before - after).abs());
        assert!(moved.max() <= Some(1), "{output}: {before:?} {after:?}");
    }
}

#[test]
fn of_several_sound_tracks_the_one_that_plays_by_default_is_taken() {
    let workshop = Workshop::new();
    // 300 Hz in the first track, 3000 Hz in the second, which is the default one.
    let input = workshop.clip(
        "languages.mkv",
        "-f lavfi -i testsrc2=s=320x240:r=10:d=2 -f lavfi -i sine=f=300:d=2 -f lavfi -i sine=f=3000:d=2 \
         -map 0 -map 1 -map 2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac \
         -disposition:a:0 0 -disposition:a:1 default",
    );
    workshop.transcode(&input, &[120]).unwrap();
    let output = workshop.out("120.mp4");
    assert_eq!(ffprobe(&output, SOUND).len(), 1);
    assert!(crossings(&output) > 2000, "the first track was taken");
}

/// How often the wave goes through zero in the second second.
fn crossings(path: &std::path::Path) -> usize {
    let output = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-ss", "0.5", "-t", "1", "-i"])
        .arg(path)
        .args(["-vn", "-ac", "1", "-f", "s16le", "-"])
        .output()
        .unwrap();
    let samples = output.stdout.chunks_exact(2);
    let positive: Vec<bool> = samples.map(|pair| pair[1] < 128).collect();
    positive
        .windows(2)
        .filter(|pair| pair[0] != pair[1])
        .count()
}

#[test]
fn what_an_edit_list_hides_is_not_shown() {
    let workshop = Workshop::new();
    // Red for a second, then green; cut within the red by copying, which hides the packets before by an edit list.
    let whole = workshop.clip(
        "whole.mp4",
        "-f lavfi -i color=red:s=320x240:r=10:d=2 -f lavfi -i color=green:s=320x240:r=10:d=2 \
         -f lavfi -i sine=d=4 -filter_complex [0][1]concat=n=2:v=1[v] -map [v] -map 2 \
         -c:v libx264 -preset ultrafast -g 100 -sc_threshold 0 -pix_fmt yuv420p -c:a aac",
    );
    let input = workshop.clip(
        "cut.mp4",
        &format!("-ss 2.5 -i {} -c copy", whole.display()),
    );
    let probe = workshop.inspect(&input).unwrap();
    assert!(
        (1300..1700).contains(&probe.duration),
        "{} ms",
        probe.duration
    );
    workshop.transcode(&input, &[120]).unwrap();
    let output = workshop.out("120.mp4");
    let lasts = duration(&output);
    assert!((1.3..1.7).contains(&lasts), "{lasts} s");
    // Green is darker in red's channel: 255 of red against 0.
    let pixels = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(&output)
        .args(["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        .output()
        .unwrap();
    let red = pixels.stdout.iter().step_by(3).map(|byte| f64::from(*byte));
    let red = red.sum::<f64>() / (pixels.stdout.len() as f64 / 3.0);
    assert!(
        red < 60.0,
        "the first picture is a hidden one: {red} of red"
    );
}

#[test]
fn a_file_of_no_length_is_refused_with_its_reason() {
    let workshop = Workshop::new();
    let picture =
        "-f lavfi -i testsrc2=s=320x240:r=10:d=1 -frames:v 0 -c:v libx264 -preset ultrafast";
    let sound = "-f lavfi -i sine=d=1 -frames:a 0 -c:a pcm_s16le";
    for (name, arguments, resolution) in [
        ("none.mp4", picture, 120),
        ("none.mkv", picture, 120),
        ("none.wav", sound, 0),
    ] {
        let none = workshop.clip(name, arguments);
        for refused in [
            workshop.inspect(&none).unwrap_err(),
            workshop.transcode(&none, &[resolution]).unwrap_err(),
        ] {
            assert!(
                !refused.reason.is_empty() && !refused.kind.may_pass(),
                "{name}: {refused:?}"
            );
        }
    }
}

#[test]
fn a_film_that_was_cut_off_gives_what_is_left_or_is_refused() {
    let workshop = Workshop::new();
    let whole = workshop.clip(
        "front.mp4",
        "-f lavfi -i testsrc2=s=320x240:r=10:d=4 -f lavfi -i sine=d=4 -c:v libx264 -preset ultrafast -g 10 \
         -pix_fmt yuv420p -c:a aac -movflags +faststart",
    );
    let bytes = std::fs::read(whole).unwrap();
    let cut = workshop.file("cut.mp4", &bytes[..bytes.len() * 6 / 10]);
    workshop.inspect(&cut).unwrap();
    let made = workshop.transcode(&cut, &[120]).unwrap();
    assert!(
        (1000..3500).contains(&made.duration),
        "{} ms",
        made.duration
    );
    decodes_cleanly(&workshop.out("120.mp4"));
    let stub = workshop.file("stub.mp4", &bytes[..200]);
    let refused = workshop.inspect(&stub).unwrap_err();
    assert!(
        !refused.reason.is_empty() && !refused.kind.may_pass(),
        "{refused:?}"
    );
}
