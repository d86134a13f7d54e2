//! What becomes of an uploaded file: which renditions, in which order, under which settings, and what is left when the
//! work fails.

mod formats;
mod order;
mod settings;
mod split;
mod still;
mod storyboards;
mod sweeping;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use tributary::config::Config;

use crate::support::{app::TestApp, ffmpeg::complaints, person::Person};

/// What ffprobe says of the streams at an address: `codec_type:codec_name` of each, in their order.
fn streams(url: &str) -> Vec<String> {
    let output = Command::new("ffprobe")
        .args([
            "-v",
            "error",
            "-show_entries",
            "stream=codec_type,codec_name",
        ])
        .args(["-of", "json", url])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{url}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |stream: &Value, name: &str| stream[name].as_str().unwrap_or_default().to_owned();
    let streams = found["streams"].as_array().unwrap().iter();
    streams
        .map(|stream| {
            format!(
                "{}:{}",
                text(stream, "codec_type"),
                text(stream, "codec_name")
            )
        })
        .collect()
}

/// The hash of the packets of one stream (`v:0`, `a:0`) at an address: the same for a copy, whatever its container.
fn hash(url: &str, stream: &str) -> String {
    let output = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-i",
            url,
            "-map",
            &format!("0:{stream}"),
            "-c",
            "copy",
        ])
        .args(["-bsf:v", "h264_mp4toannexb,filter_units=pass_types=1-5"])
        .args(["-f", "hash", "-hash", "md5", "-"])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{url}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Fails when ffmpeg has anything to say against the whole stream at an address.
fn decodes(url: &str) {
    assert_eq!(complaints(url), "", "{url}");
}

/// A server with these settings, somebody called alice, and a video of hers of which everything has been made.
async fn made_of(
    file: impl FnOnce(&Path) -> PathBuf,
    change: impl FnOnce(&mut Config),
) -> (TestApp, Person, Value) {
    let app = TestApp::with(change).await;
    let alice = app.user("alice").await;
    let video = app.upload(&alice, &file(app.folder()), "made").await;
    app.jobs_done().await;
    (app, alice, video)
}

/// The resolutions of a list of files, the largest first.
fn resolutions(files: &Value) -> Vec<u64> {
    let files = files.as_array().unwrap().iter();
    files
        .map(|file| file["resolution"]["id"].as_u64().unwrap())
        .collect()
}
