//! The real ffmpeg as a player that is never content.

use std::process::Command;

/// Decodes everything at `url`; what ffmpeg complains of.
pub(crate) fn complaints(url: &str) -> String {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-xerror", "-i", url])
        // In the time base of the file: the rate of pictures, which is guessed, is too coarse for a live under load.
        .args(["-enc_time_base", "-1", "-f", "null", "-"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        text
    } else {
        format!("status {}: {text}", output.status)
    }
}
