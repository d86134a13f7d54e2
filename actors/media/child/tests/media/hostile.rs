//! Files that mean harm or are broken: each costs one refused request.

use std::process::Stdio;

use actors_media::{Enforcement, Event, FailureKind, Limits, Request};

use crate::support::{Workshop, ask, events, rest, start};

/// Kinds of failure that are the input's own fault.
fn is_refusal(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::NotMedia
            | FailureKind::Unsupported
            | FailureKind::Damaged
            | FailureKind::LimitExceeded
    )
}

#[test]
fn a_script_that_names_other_files_is_refused() {
    let workshop = Workshop::new();
    let secret = workshop.movie("secret.ts", "160x120", 10, 1.0);
    let secret = secret.display();
    let scripts = [
        ("m3u8", format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n")),
        ("relative-m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nsecret.ts\n#EXT-X-ENDLIST\n".to_owned()),
        ("concat", format!("ffconcat version 1.0\nfile '{secret}'\n")),
        ("sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n".to_owned()),
        ("svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file:///etc/passwd\"/></svg>".to_owned()),
        ("mpd", "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"></MPD>".to_owned()),
        ("text", "just text\n".repeat(1000)),
        ("empty", String::new()),
    ];
    for (kind, script) in scripts {
        let input = workshop.file(&format!("{kind}.mp4"), script);
        let failure = workshop.inspect(&input).unwrap_err();
        assert!(is_refusal(failure.kind), "{kind}: {failure:?}");
        assert!(
            !workshop.out("preview.jpg").exists(),
            "{kind} left a picture"
        );
        let failure = workshop.transcode(&input, &[120]).unwrap_err();
        assert!(is_refusal(failure.kind), "{kind}: {failure:?}");
    }
}

#[test]
fn the_kernel_enforces_the_confinement() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "160x120", 10, 0.5);
    let events = events(&Request::Transcode(workshop.ladder(&input, &[120])));
    let Some(Event::Started(confinement)) = events.first() else {
        panic!("no start: {events:?}")
    };
    assert!(confinement.no_new_privileges && confinement.resource_limits);
    // Kernels before 6.12 know a part of the rules; one without Landlock has nothing to test.
    if confinement.landlock == Enforcement::None {
        eprintln!("this kernel has no Landlock");
    }
}

#[test]
fn outputs_that_leave_their_folder_are_refused() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "160x120", 10, 0.5);
    // A link inside the folder to a place outside it: the name is plain, so only the kernel stands in the way.
    let outside = workshop.file("outside.mp4", "untouched");
    std::os::unix::fs::symlink(&outside, workshop.out("120.mp4")).unwrap();
    let outcome = workshop.transcode(&input, &[120]);
    let started = events(&Request::Transcode(workshop.ladder(&input, &[120])));
    if matches!(started.first(), Some(Event::Started(confinement)) if confinement.landlock != Enforcement::None)
    {
        assert!(matches!(outcome.unwrap_err().kind, FailureKind::Io { .. }));
        assert_eq!(std::fs::read_to_string(outside).unwrap(), "untouched");
    }
}

#[test]
fn a_movie_without_its_index_is_refused() {
    let workshop = Workshop::new();
    let whole = std::fs::read(workshop.movie("a.mp4", "320x180", 25, 2.0)).unwrap();
    let cut = workshop.file("cut.mp4", &whole[..whole.len() / 2]);
    assert!(is_refusal(workshop.inspect(&cut).unwrap_err().kind));
}

#[test]
fn a_truncated_movie_gives_what_is_left_of_it() {
    let workshop = Workshop::new();
    let whole = std::fs::read(workshop.movie("a.mkv", "320x180", 25, 4.0)).unwrap();
    let cut = workshop.file("cut.mkv", &whole[..whole.len() / 2]);
    let transcoded = workshop.transcode(&cut, &[180]).unwrap();
    assert!(
        (500..3500).contains(&transcoded.duration),
        "{}",
        transcoded.duration
    );
}

#[test]
fn noise_in_the_middle_is_survived() {
    let workshop = Workshop::new();
    let mut bytes = std::fs::read(workshop.movie("a.ts", "320x180", 25, 3.0)).unwrap();
    let middle = bytes.len() / 2;
    for (index, byte) in bytes[middle..middle + 20_000].iter_mut().enumerate() {
        *byte = (index * 7919 % 251) as u8;
    }
    let input = workshop.file("noise.ts", bytes);
    match workshop.transcode(&input, &[180]) {
        Ok(transcoded) => assert!(transcoded.duration <= 4000),
        Err(failure) => assert!(is_refusal(failure.kind), "{failure:?}"),
    }
}

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
        assert!(is_refusal(failure.kind), "{failure:?}");
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
    assert!(is_refusal(workshop.inspect(&input).unwrap_err().kind));
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
fn a_missing_input_and_a_folder_are_told_apart() {
    let workshop = Workshop::new();
    let missing = workshop.inspect(&workshop.path("missing.mp4")).unwrap_err();
    assert!(matches!(missing.kind, FailureKind::Io { no_space: false }));
    assert_eq!(
        workshop.inspect(&workshop.path("out")).unwrap_err().kind,
        FailureKind::NotMedia
    );
}

#[test]
fn a_line_that_is_no_request_is_answered() {
    let mut child = start();
    use std::io::Write;
    child
        .stdin
        .as_mut()
        .unwrap()
        .write_all(b"{\"task\":\"shell\"}\n")
        .unwrap();
    assert!(rest(&mut child).contains("\"internal\""));
    child.wait().unwrap();
}

#[test]
fn the_child_dies_when_its_stdin_closes() {
    let workshop = Workshop::new();
    let input = workshop.clip(
        "long.mkv",
        "-f lavfi -i testsrc2=s=1280x720:r=30:d=20 -c:v libx264 -preset ultrafast",
    );
    let mut ladder = workshop.ladder(&input, &[720]);
    ladder.encoding.preset = "veryslow".to_owned();
    let mut child = start();
    ask(&mut child, &Request::Transcode(ladder));
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
    assert!(line.contains("started"));
    drop(child.stdin.take());
    let mut last = String::new();
    std::io::Read::read_to_string(&mut stdout, &mut last).unwrap();
    assert!(!last.contains("transcoded"), "it worked to the end");
    assert!(!child.wait().unwrap().success());
}

#[test]
fn a_file_limit_ends_only_the_child() {
    let workshop = Workshop::new();
    let input = workshop.movie("a.mp4", "640x360", 25, 2.0);
    let mut ladder = workshop.ladder(&input, &[360]);
    ladder.limits.file_size = 20_000;
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_tributary-media"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    ask(&mut child, &Request::Transcode(ladder));
    assert!(!rest(&mut child).contains("transcoded"));
    child.wait().unwrap();
}
