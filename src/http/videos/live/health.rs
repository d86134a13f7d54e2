//! How a stream comes in, as its owner is told.

use actors_live::{Health, LiveId, hls::Description};
use serde_json::{Value, json};

use crate::http::state::App;

/// The longest distance between key frames that players start quickly with.
const KEY_FRAMES: f64 = 4.0;

/// The health of a live's stream.
pub(super) fn of(app: &App, live: LiveId) -> Value {
    let on_air = app.lives.find(live);
    let health = on_air.as_ref().map(|on_air| on_air.health());
    let health = health.unwrap_or_default();
    let renditions = on_air.as_ref().map(|on_air| on_air.renditions());
    let renditions = renditions.unwrap_or_default();
    let source = renditions.first().map(|(_, found)| found);
    let size = source.and_then(|found| found.size);
    let offered: Vec<Value> = renditions
        .iter()
        .map(|(_, found)| json!({ "resolution": found.size.map_or(0, |(width, height)| width.min(height)), "state": "on" }))
        .collect();
    json!({
        "connected": health.connected,
        "bitrate": health.bit_rate,
        "fps": health.fps,
        "keyFrameInterval": health.key_frame_interval.map(|interval| interval.as_secs_f64()),
        "droppedFrames": health.dropped_frames,
        "width": size.map(|(width, _)| width),
        "height": size.map(|(_, height)| height),
        "videoCodec": source.and_then(Description::pictures),
        "audioCodec": source.and_then(Description::sound),
        "renditions": offered,
        "warnings": warnings(&health),
    })
}

/// What is wrong with the stream, and what to do about it, in words.
fn warnings(health: &Health) -> Vec<String> {
    let mut warnings = Vec::new();
    if !health.connected {
        return warnings;
    }
    let interval = health.key_frame_interval.unwrap_or_default().as_secs_f64();
    if interval > KEY_FRAMES {
        warnings.push(format!(
            "Key frames come every {interval:.0} s: set the key frame interval of your encoder to 2 s."
        ));
    }
    if health.has_pictures && !health.has_sound {
        warnings.push("There is no sound: choose an audio source in your encoder.".to_owned());
    }
    if health.has_sound && !health.has_pictures {
        warnings.push("There is no picture, sound alone is sent.".to_owned());
    }
    if health.dropped_frames > 0 {
        warnings.push(format!(
            "{} pictures are missing: lower the bit rate, or look at your connection.",
            health.dropped_frames
        ));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_is_wrong_is_told_in_words() {
        let mut health = Health {
            connected: true,
            has_pictures: true,
            has_sound: true,
            key_frame_interval: Some(Duration::from_secs(2)),
            ..Health::default()
        };
        assert!(warnings(&health).is_empty());
        health.key_frame_interval = Some(Duration::from_secs(10));
        health.has_sound = false;
        health.dropped_frames = 7;
        let told = warnings(&health);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].contains("10 s"), "{told:?}");
        assert!(warnings(&Health::default()).is_empty());
    }
}
