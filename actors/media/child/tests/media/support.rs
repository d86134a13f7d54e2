//! Clips from ffmpeg's test sources, a child on pipes, and questions to ffprobe.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use actors_media::{
    Encoding, Event, Failure, FailureKind, HlsNames, Inspect, Limits, PictureTarget, Probe,
    Rendition, Request, Transcode, Transcoded,
};
use tempfile::TempDir;

/// A folder of its own for one test, with a folder for outputs in it.
pub(crate) struct Workshop {
    folder: TempDir,
}

impl Workshop {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("out")).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn out(&self, name: &str) -> PathBuf {
        self.path("out").join(name)
    }

    /// Writes a file as it is.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Lets ffmpeg make a file.
    pub(crate) fn clip(&self, name: &str, arguments: &str) -> PathBuf {
        let path = self.path(name);
        let status = Command::new("ffmpeg")
            .args(["-v", "error", "-y"])
            .args(arguments.split_whitespace())
            .arg(format!("file:{}", path.display()))
            .stdin(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success(), "ffmpeg made no {name}");
        path
    }

    /// A moving picture with a tone.
    pub(crate) fn movie(&self, name: &str, size: &str, fps: u32, seconds: f32) -> PathBuf {
        self.clip(
            name,
            &format!(
                "-f lavfi -i testsrc2=s={size}:r={fps}:d={seconds} -f lavfi -i sine=f=440:d={seconds} \
                 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"
            ),
        )
    }

    pub(crate) fn inspect(&self, input: &Path) -> Result<Probe, Failure> {
        let target = |name, width, height| {
            Some(PictureTarget {
                path: self.out(name),
                width,
                height,
            })
        };
        let request = Request::Inspect(Inspect {
            input: input.to_owned(),
            thumbnail: target("thumbnail.jpg", 280, 157),
            preview: target("preview.jpg", 850, 480),
            limits: Limits::inspection(),
        });
        match run(&request) {
            Event::Inspected(probe) => Ok(probe),
            Event::Failed(failure) => Err(failure),
            other => panic!("unexpected {other:?}"),
        }
    }

    pub(crate) fn transcode(
        &self,
        input: &Path,
        resolutions: &[u32],
    ) -> Result<Transcoded, Failure> {
        match run(&Request::Transcode(self.ladder(input, resolutions))) {
            Event::Transcoded(transcoded) => Ok(transcoded),
            Event::Failed(failure) => Err(failure),
            other => panic!("unexpected {other:?}"),
        }
    }

    pub(crate) fn ladder(&self, input: &Path, resolutions: &[u32]) -> Transcode {
        let rendition = |resolution: &u32| Rendition {
            resolution: *resolution,
            copy: false,
            max_fps: if *resolution > 300 { 60 } else { 30 },
            video_bit_rate: 2_000_000,
            web_video: Some(format!("{resolution}.mp4")),
            hls: Some(HlsNames {
                media: format!("{resolution}-fragmented.mp4"),
                playlist: format!("{resolution}.m3u8"),
                sound: true,
            }),
        };
        Transcode {
            input: input.to_owned(),
            still: None,
            output_folder: self.path("out"),
            renditions: resolutions.iter().map(rendition).collect(),
            segment_hashes: Some("hashes.json".to_owned()),
            segment_ms: 2000,
            keyframe_ms: 1000,
            follow_keyframes: false,
            copy_sound: false,
            encoding: Encoding {
                preset: "ultrafast".to_owned(),
                ..Encoding::default()
            },
            limits: Limits::default(),
        }
    }
}

/// Starts the child with stdin and stdout on pipes.
pub(crate) fn start() -> Child {
    Command::new(env!("CARGO_BIN_EXE_tributary-media"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Writes the request line and leaves stdin open.
pub(crate) fn ask(child: &mut Child, request: &Request) {
    let mut line = serde_json::to_vec(request).unwrap();
    line.push(b'\n');
    child.stdin.as_mut().unwrap().write_all(&line).unwrap();
}

/// All events of a request, to the last one.
pub(crate) fn events(request: &Request) -> Vec<Event> {
    let mut child = start();
    ask(&mut child, request);
    read_events(child)
}

/// All that a child says, to its end.
pub(crate) fn read_events(mut child: Child) -> Vec<Event> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let events: Vec<Event> = lines
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    assert!(child.wait().unwrap().success());
    events
}

pub(crate) fn run(request: &Request) -> Event {
    events(request).pop().unwrap()
}

/// Answers of ffprobe as lines of comma-separated values.
pub(crate) fn ffprobe(path: &Path, arguments: &str) -> Vec<String> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "csv=p=0"])
        .args(arguments.split_whitespace())
        .arg(path)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "ffprobe {}: {}",
        path.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| line.trim_end_matches(',').to_owned())
        .collect()
}

/// Seconds from zero to the end of a file.
pub(crate) fn duration(path: &Path) -> f64 {
    ffprobe(path, "-show_entries format=duration")
        .first()
        .unwrap()
        .parse()
        .unwrap()
}

/// Times of the key frames, in milliseconds.
pub(crate) fn key_frames(path: &Path) -> Vec<i64> {
    ffprobe(
        path,
        "-select_streams v -show_entries packet=pts_time,flags",
    )
    .iter()
    .filter(|line| line.contains('K'))
    .map(|line| (line.split(',').next().unwrap().parse::<f64>().unwrap() * 1000.0).round() as i64)
    .collect()
}

/// Decodes everything and fails on the first complaint.
pub(crate) fn decodes_cleanly(path: &Path) {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-map", "0", "-f", "null", "-"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && complaints.is_empty(),
        "{}: {complaints}",
        path.display()
    );
}

/// Everything that a child still writes.
pub(crate) fn rest(child: &mut Child) -> String {
    let mut text = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// Whether a failure is the input's own fault, and says why.
pub(crate) fn is_refusal(failure: &Failure) -> bool {
    let is_its_own = matches!(
        failure.kind,
        FailureKind::NotMedia
            | FailureKind::Unsupported
            | FailureKind::Damaged
            | FailureKind::LimitExceeded
    );
    is_its_own && !failure.reason.is_empty()
}

/// Whether a failure is that of a limit, for a reason with these words in it.
pub(crate) fn is_beyond(failure: &Failure, reason: &str) -> bool {
    failure.kind == FailureKind::LimitExceeded && failure.reason.contains(reason)
}
