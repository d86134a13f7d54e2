//! How a stream comes in, as its owner is told.

use actors_live::{Health, LiveId, RungState, hls::Description};
use serde_json::{Value, json};

use crate::http::state::App;

/// The longest distance between key frames that players start quickly with.
const KEY_FRAMES: f64 = 4.0;

/// The health of a live's stream.
pub(super) fn of(app: &App, live: LiveId) -> Value {
    let on_air = app.lives.find(live);
    let health = on_air.as_ref().map(|on_air| on_air.health());
    let health = health.unwrap_or_default();
    let source = on_air.as_ref().and_then(|on_air| on_air.describe_source());
    let source = source.as_ref();
    let size = source.and_then(|found| found.size);
    let ladder = on_air
        .as_ref()
        .map(|on_air| (on_air.rungs(), on_air.behind_ms()));
    let (rungs, behind_ms) = ladder.unwrap_or_default();
    let own = source.map(|found| {
        let resolution = found.size.map_or(0, |(width, height)| width.min(height));
        json!({ "resolution": resolution, "state": "on" })
    });
    let made = rungs
        .iter()
        .map(|(resolution, state)| json!({ "resolution": resolution, "state": word(*state) }));
    let renditions: Vec<Value> = own.into_iter().chain(made).collect();
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
        "renditions": renditions,
        "behind": f64::from(u32::try_from(behind_ms).unwrap_or(u32::MAX)) / 1000.0,
        "warnings": warnings(&health, &rungs),
    })
}

const fn word(state: RungState) -> &'static str {
    match state {
        RungState::Starting => "starting",
        RungState::On => "on",
        RungState::Shed => "left out",
        RungState::Failed => "failed",
        RungState::Off => "off",
    }
}

/// What is wrong with the stream, and what to do about it, in words.
fn warnings(health: &Health, rungs: &[(u32, RungState)]) -> Vec<String> {
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
    let of_state = |wanted: RungState| {
        let found = rungs.iter().filter(|(_, state)| *state == wanted);
        found
            .map(|(resolution, _)| format!("{resolution}p"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (shed, failed) = (of_state(RungState::Shed), of_state(RungState::Failed));
    if !shed.is_empty() {
        warnings.push(format!(
            "The server is too slow to make {shed} as well: it is left out until there is time. What you send goes on."
        ));
    }
    if !failed.is_empty() {
        warnings.push(format!(
            "{failed} could not be made, and is tried again. What you send goes on."
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
        assert!(warnings(&health, &[]).is_empty());
        health.key_frame_interval = Some(Duration::from_secs(10));
        health.has_sound = false;
        health.dropped_frames = 7;
        let told = warnings(&health, &[(720, RungState::Shed), (480, RungState::On)]);
        assert_eq!(told.len(), 4, "{told:?}");
        assert!(told[0].contains("10 s"), "{told:?}");
        assert!(
            told[3].contains("720p") && !told[3].contains("480p"),
            "{told:?}"
        );
        assert!(warnings(&Health::default(), &[]).is_empty());
    }
}
