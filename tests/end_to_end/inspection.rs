//! What ffmpeg and ffprobe say of a rendition that is served over HTTP.

use std::process::Command;

use serde_json::Value;

/// Width and height of the picture at `url`.
pub(super) fn size(url: &str) -> (i64, i64) {
    let answer = probe(
        url,
        &[
            "-select_streams",
            "v:0",
            "-show_entries",
            "stream=width,height",
        ],
    );
    let stream = &answer["streams"][0];
    (
        stream["width"].as_i64().unwrap(),
        stream["height"].as_i64().unwrap(),
    )
}

/// Seconds from the first frame to the end of the last, of the `kind` (`v` or `a`) at `url`.
pub(super) fn duration(url: &str, kind: &str) -> f64 {
    let stream = format!("{kind}:0");
    let entries = "packet=pts_time,duration_time";
    let answer = probe(url, &["-select_streams", &stream, "-show_entries", entries]);
    let seconds = |packet: &Value, name: &str| {
        packet[name]
            .as_str()
            .map_or(0.0, |text| text.parse::<f64>().unwrap())
    };
    let packets = answer["packets"].as_array().unwrap();
    let first = packets
        .iter()
        .map(|p| seconds(p, "pts_time"))
        .fold(f64::MAX, f64::min);
    let last = packets
        .iter()
        .map(|p| seconds(p, "pts_time") + seconds(p, "duration_time"))
        .fold(f64::MIN, f64::max);
    last - first
}

/// The times of the keyframes at `url`, in milliseconds.
pub(super) fn keyframes(url: &str) -> Vec<i64> {
    let answer = probe(
        url,
        &[
            "-select_streams",
            "v:0",
            "-show_entries",
            "packet=pts_time,flags",
        ],
    );
    answer["packets"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|packet| packet["flags"].as_str().unwrap().starts_with('K'))
        .map(|packet| {
            let seconds: f64 = packet["pts_time"].as_str().unwrap().parse().unwrap();
            #[expect(clippy::cast_possible_truncation, reason = "a clip is seconds long")]
            let millis = (seconds * 1000.0).round() as i64;
            millis
        })
        .collect()
}

fn probe(url: &str, arguments: &[&str]) -> Value {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json"])
        .args(arguments)
        .arg(url)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}
