//! The whole way on a real stream: ffmpeg pushes over a socket, and ffprobe reads what came out.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;

use crate::Publication;
use crate::hls::{Ask, CutSettings, Media, Rendition, WindowSettings};
use crate::rtmp::{Event, Limits, Session};

const PATIENCE: Duration = Duration::from_secs(5);

/// ffmpeg, as it pushes what its arguments describe to this port.
fn push(port: u16, input: &[&str]) -> Child {
    Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-nostdin"])
        .args(input)
        .args(["-f", "flv", &format!("rtmp://127.0.0.1:{port}/live/KEY")])
        .stdin(Stdio::null())
        .spawn()
        .expect("ffmpeg is installed by scripts/install")
}

/// Serves one publisher to its end, as a server would, and gives what viewers could have fetched.
fn receive(input: &[&str], part_ms: Option<u64>) -> Rendition {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut ffmpeg = push(listener.local_addr().unwrap().port(), input);
    let (mut socket, _) = listener.accept().unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let rendition = Rendition::new(
        "source".to_owned(),
        WindowSettings {
            keep_ms: 60_000,
            archive_ms: 0,
            part_ms,
            target_ms: 2_000,
        },
    );
    serve(&mut socket, &rendition);
    assert!(ffmpeg.wait().unwrap().success());
    rendition
}

fn serve(socket: &mut TcpStream, rendition: &Rendition) {
    let settings = CutSettings {
        segment_ms: 2_000,
        part_ms: 500,
    };
    let mut session = Session::new(Limits::default());
    let mut publication = Publication::new(settings, 0);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = socket.read(&mut buffer).unwrap_or_default();
        session.input().extend_from_slice(&buffer[..count]);
        session.received(count);
        while let Some(event) = session.next_event().unwrap() {
            match &event {
                Event::Publish { key } => {
                    assert_eq!(key, "KEY");
                    session.accept();
                }
                _ => publication.take(event).unwrap(),
            }
            rendition.take(
                publication.pieces(),
                1_795_694_400_000 + publication.reached(),
            );
        }
        if count == 0 {
            publication.finish();
            rendition.take(
                publication.pieces(),
                1_795_694_400_000 + publication.reached(),
            );
            rendition.end();
            return;
        }
        socket.write_all(&session.output()).unwrap();
    }
}

/// Everything that the playlist lists, one behind the other.
async fn fetched(rendition: &Rendition) -> (String, Vec<u8>) {
    let playlist = rendition
        .media("source.m3u8", Ask::default(), PATIENCE)
        .await;
    let Ok(Media::Playlist(playlist)) = playlist else {
        panic!("no playlist");
    };
    let playlist = String::from_utf8(playlist.to_vec()).unwrap();
    let mut bytes = Vec::new();
    let mut add = |media: Media| match media {
        Media::Playlist(_) | Media::Stored(_) => panic!("a playlist in a playlist"),
        Media::Initialisation(one) => bytes.extend_from_slice(&one),
        Media::Segment(parts) => parts
            .iter()
            .for_each(|part: &Bytes| bytes.extend_from_slice(part)),
    };
    for line in playlist.lines() {
        let name = match line.strip_prefix("#EXT-X-MAP:URI=\"") {
            Some(rest) => rest.trim_end_matches('"'),
            None if line.starts_with('#') => continue,
            None => line,
        };
        add(rendition
            .media(name, Ask::default(), PATIENCE)
            .await
            .unwrap());
    }
    (playlist, bytes)
}

/// What ffprobe says of the streams, once it has decoded every frame without a complaint.
fn probed(bytes: &[u8]) -> String {
    let file = tempfile::Builder::new().suffix(".mp4").tempfile().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-count_frames", "-of", "csv=p=0"])
        .args([
            "-show_entries",
            "stream=codec_name,width,height,channels,nb_read_frames",
        ])
        .arg(file.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).unwrap()
}

const SOUND: &str = "sine=frequency=440:sample_rate=48000:duration=5";

fn clip<'a>(picture: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", SOUND];
    arguments.extend_from_slice(&["-c:v", "libx264", "-preset", "ultrafast", "-g", "30"]);
    arguments.extend_from_slice(&["-c:a", "aac"]);
    arguments.extend_from_slice(more);
    arguments
}

#[tokio::test]
async fn what_ffmpeg_pushes_comes_out_whole_and_decodes() {
    let picture = "testsrc2=size=320x180:rate=30:duration=5";
    for part_ms in [None, Some(500)] {
        let rendition = receive(&clip(picture, &["-ac", "2"]), part_ms);
        let (playlist, bytes) = fetched(&rendition).await;
        let told = probed(&bytes);
        assert!(told.starts_with("h264,320,180,150\naac,2,"), "{told}");
        assert_eq!(playlist.matches("#EXTINF").count(), 3, "{playlist}");
        let description = rendition.describe().unwrap();
        assert!(
            description.codecs.starts_with("avc1.") && description.codecs.ends_with(",mp4a.40.2")
        );
        assert_eq!(description.size, Some((320, 180)));
    }
}

#[tokio::test]
async fn pictures_out_of_order_sixty_a_second_and_upright_decode() {
    let picture = "testsrc2=size=180x320:rate=60:duration=5";
    let order = ["-preset", "veryfast", "-bf", "3", "-ac", "1"];
    let (_, bytes) = fetched(&receive(&clip(picture, &order), None)).await;
    let told = probed(&bytes);
    assert!(told.starts_with("h264,180,320,300\naac,1,"), "{told}");
}

#[tokio::test]
async fn sound_alone_and_in_six_channels_decodes() {
    let arguments = ["-f", "lavfi", "-i", SOUND, "-c:a", "aac", "-ac", "6"];
    let (playlist, bytes) = fetched(&receive(&arguments, None)).await;
    let told = probed(&bytes);
    assert!(told.starts_with("aac,6,"), "{told}");
    assert!(playlist.matches("#EXTINF").count() >= 2, "{playlist}");
}

#[tokio::test]
async fn pictures_alone_decode() {
    let arguments = [
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=30:duration=5",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        "60",
    ];
    let (_, bytes) = fetched(&receive(&arguments, None)).await;
    assert_eq!(probed(&bytes).trim_end(), "h264,320,180,150");
}
