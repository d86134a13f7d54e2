//! Small things to upload, made by the real ffmpeg, once per process.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

/// Two seconds of 320x240 with a tone.
pub(crate) fn tiny_mp4(folder: &Path) -> PathBuf {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    let arguments = "-f lavfi -i testsrc2=size=320x240:rate=25 -f lavfi -i sine=frequency=440:sample_rate=48000 \
        -t 2 -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -movflags +faststart";
    cached(&BYTES, folder, "tiny.mp4", arguments)
}

/// Two seconds of a tone without pictures.
pub(crate) fn audio_only(folder: &Path) -> PathBuf {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    let arguments = "-f lavfi -i sine=frequency=440:sample_rate=48000 -t 2 -c:a aac";
    cached(&BYTES, folder, "sound.m4a", arguments)
}

/// Two seconds of 320x240 in codecs that no browser plays.
pub(crate) fn old_avi(folder: &Path) -> PathBuf {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    let arguments = "-f lavfi -i testsrc2=size=320x240:rate=25 -f lavfi -i sine=frequency=440:sample_rate=48000 \
        -t 2 -c:v mpeg4 -b:v 1M -c:a mp3";
    cached(&BYTES, folder, "old.avi", arguments)
}

/// A picture of 1280x720.
pub(crate) fn picture(folder: &Path) -> PathBuf {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    let arguments = "-f lavfi -i testsrc2=size=1280x720:rate=1 -frames:v 1 -pix_fmt yuvj420p";
    cached(&BYTES, folder, "picture.jpg", arguments)
}

/// Something that calls itself a video and is none.
pub(crate) fn not_a_video(folder: &Path) -> PathBuf {
    let path = folder.join("liar.mp4");
    std::fs::write(&path, "this is no video\n".repeat(4096)).unwrap();
    path
}

fn cached(bytes: &OnceLock<Vec<u8>>, folder: &Path, name: &str, arguments: &str) -> PathBuf {
    let path = folder.join(name);
    let bytes = bytes.get_or_init(|| {
        make(&path, arguments);
        std::fs::read(&path).unwrap()
    });
    std::fs::write(&path, bytes).unwrap();
    path
}

/// What ffmpeg makes of these arguments.
pub(crate) fn make(path: &Path, arguments: &str) {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-y"])
        .args(arguments.split_whitespace())
        .arg(path)
        .output()
        .unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaints}");
}
