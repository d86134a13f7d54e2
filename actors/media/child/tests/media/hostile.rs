//! Files that mean harm or are broken: each costs one refused request.

use std::process::Stdio;

use actors_media::{Enforcement, Event, FailureKind, Request};

use crate::support::{Workshop, ask, events, ffprobe, is_refusal, rest, start};

#[test]
fn a_script_that_names_other_files_is_refused() {
    let workshop = Workshop::new();
    // In the folder of the outputs, where the kernel lets the child read: only libav's own settings stand in the way.
    let secret = workshop.movie("out/secret.ts", "160x120", 10, 1.0);
    let secret = secret.display();
    let scripts = [
        ("m3u8", format!("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n")),
        ("relative-m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nout/secret.ts\n#EXT-X-ENDLIST\n".to_owned()),
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
        assert!(is_refusal(&failure), "{kind}: {failure:?}");
        assert!(
            !workshop.out("preview.jpg").exists(),
            "{kind} left a picture"
        );
        let failure = workshop.transcode(&input, &[120]).unwrap_err();
        assert!(is_refusal(&failure), "{kind}: {failure:?}");
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
    assert!(is_refusal(&workshop.inspect(&cut).unwrap_err()));
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
        Err(failure) => assert!(is_refusal(&failure), "{failure:?}"),
    }
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

#[test]
fn avi_with_subtitles_that_name_a_file_plays_and_tells_nothing_of_it() {
    let workshop = Workshop::new();
    // In the folder of the outputs, where the kernel lets the child read.
    let secret = workshop.file("out/secret.txt", "the secret words");
    let bytes = std::fs::read(workshop.clip(
        "plain.avi",
        "-f lavfi -i testsrc2=s=160x120:r=10:d=1 -c:v mpeg4",
    ))
    .unwrap();
    // A text stream whose only chunk is a GAB2 file: an HLS playlist of the secret.
    let script = format!(
        "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n",
        secret.display()
    );
    let mut gab2 = b"GAB2\0\x02\0".to_vec();
    gab2.extend(10_u32.to_le_bytes());
    gab2.extend(b"s\0u\0b\0s\0\0\0\x04\0");
    gab2.extend(u32::try_from(script.len()).unwrap().to_le_bytes());
    gab2.extend(script.as_bytes());
    let input = workshop.file("subtitles.avi", with_text_stream(&bytes, &gab2));
    let list = ffprobe(&input, "-show_entries stream=codec_type");
    assert!(list.contains(&"subtitle".to_owned()), "{list:?}");
    workshop.transcode(&input, &[120]).unwrap();
    for output in ["120.mp4", "120-fragmented.mp4"] {
        let made = std::fs::read(workshop.out(output)).unwrap();
        assert!(
            !made.windows(6).any(|window| window == b"secret"),
            "{output}"
        );
        let kinds = ffprobe(&workshop.out(output), "-show_entries stream=codec_type");
        assert_eq!(kinds, ["video"], "{output}");
    }
}

/// The AVI with a second stream, of text, that has one chunk.
fn with_text_stream(avi: &[u8], chunk: &[u8]) -> Vec<u8> {
    let at = |name: &[u8]| avi.windows(4).position(|window| window == name).unwrap();
    let number = |place: usize| u32::from_le_bytes(avi[place..place + 4].try_into().unwrap());
    let mut header = [0_u8; 56];
    header[..4].copy_from_slice(b"txts");
    header[20..24].copy_from_slice(&1_u32.to_le_bytes());
    header[24..28].copy_from_slice(&10_u32.to_le_bytes());
    header[32..36].copy_from_slice(&1_u32.to_le_bytes());
    let mut stream = b"LIST".to_vec();
    let inner = [
        b"strlstrh".as_slice(),
        &56_u32.to_le_bytes(),
        &header,
        b"strf",
        &0_u32.to_le_bytes(),
    ]
    .concat();
    stream.extend(u32::try_from(inner.len()).unwrap().to_le_bytes());
    stream.extend(&inner);
    let mut data = b"01tx".to_vec();
    data.extend(u32::try_from(chunk.len()).unwrap().to_le_bytes());
    data.extend(chunk);
    data.extend(vec![0; chunk.len() % 2]);
    // Behind the list of the first stream, and in front of its first chunk.
    let strl = at(b"strl");
    let (strl_end, hdrl) = (
        strl + usize::try_from(number(strl - 4)).unwrap(),
        at(b"hdrl"),
    );
    let movi = at(b"movi");
    let mut made = avi.to_vec();
    let grow = |made: &mut Vec<u8>, place: usize, by: usize| {
        let size = number(place) + u32::try_from(by).unwrap();
        made[place..place + 4].copy_from_slice(&size.to_le_bytes());
    };
    grow(&mut made, 4, stream.len() + data.len());
    grow(&mut made, hdrl - 4, stream.len());
    grow(&mut made, movi - 4, data.len());
    let streams = at(b"avih") + 8 + 24;
    made[streams..streams + 4].copy_from_slice(&2_u32.to_le_bytes());
    made.splice(movi + 4..movi + 4, data);
    made.splice(strl_end..strl_end, stream);
    made
}

#[test]
fn an_attachment_called_as_a_path_writes_nothing() {
    let workshop = Workshop::new();
    let attached = workshop.file("attached.ttf", "not for anybody");
    let input = workshop.clip(
        "attached.mkv",
        &format!(
            "-f lavfi -i testsrc2=s=160x120:r=10:d=1 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -attach {} \
             -metadata:s:t mimetype=font/ttf -metadata:s:t filename=../../attached-by-a-test",
            attached.display()
        ),
    );
    workshop.inspect(&input).unwrap();
    workshop.transcode(&input, &[120]).unwrap();
    for place in [".", "out", "..", "../.."] {
        let written = workshop.path(place).join("attached-by-a-test");
        assert!(!written.exists(), "{}", written.display());
    }
    let mut made: Vec<_> = std::fs::read_dir(workshop.path("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    made.sort();
    let expected = [
        "120-fragmented.mp4",
        "120.m3u8",
        "120.mp4",
        "hashes.json",
        "preview.jpg",
        "thumbnail.jpg",
    ];
    assert_eq!(made, expected);
}

#[test]
fn words_in_names_and_metadata_are_no_arguments() {
    let workshop = Workshop::new();
    for (name, title) in [
        ("-y.mp4", "-i"),
        ("-i.mp4", "a\nb"),
        ("-f lavfi.mp4", "-vf;movie=/etc/passwd"),
        ("a'b:c,d[e].mp4", "%s%n"),
    ] {
        let path = workshop.path(name);
        let status = std::process::Command::new("ffmpeg")
            .args([
                "-v",
                "error",
                "-y",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=s=160x120:r=10:d=1",
            ])
            .args([
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-pix_fmt",
                "yuv420p",
            ])
            .args([
                "-metadata",
                &format!("title={title}"),
                "-metadata",
                &format!("comment={title}"),
            ])
            .arg(format!("file:{}", path.display()))
            .stdin(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
        workshop.inspect(&path).unwrap();
        workshop.transcode(&path, &[120]).unwrap();
        // By its bare name, which begins as an argument does, it is not even asked for.
        let bare = workshop.transcode(std::path::Path::new(name), &[120]);
        assert_eq!(bare.unwrap_err().kind, FailureKind::Internal, "{name}");
        for output in ["120.mp4", "120-fragmented.mp4"] {
            let tags = ffprobe(
                &workshop.out(output),
                "-show_entries format_tags=title,comment:stream_tags=title,comment",
            );
            assert!(tags.iter().all(String::is_empty), "{name}: {tags:?}");
        }
    }
    let mut left: Vec<_> = std::fs::read_dir(workshop.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    let expected = ["-f lavfi.mp4", "-i.mp4", "-y.mp4", "a'b:c,d[e].mp4", "out"];
    assert_eq!(left, expected, "something was written beside the outputs");
}
