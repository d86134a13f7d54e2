//! How a stream comes in, for its owner: rates and distances, measured where it is read.

use std::time::Duration;

use tokio::time::Instant;

use crate::rtmp::{Event, Value};

/// Measured over the last seconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Health {
    /// Whether a publisher is connected.
    pub connected: bool,
    /// Bits a second.
    pub bit_rate: u64,
    /// Pictures a second.
    pub fps: f64,
    /// Time between the last two key frames; none before the second.
    pub key_frame_interval: Option<Duration>,
    /// Pictures that are missing by what the encoder says of their rate, since it connected.
    pub dropped_frames: u64,
    /// Whether sound comes.
    pub has_sound: bool,
    /// Whether pictures come.
    pub has_pictures: bool,
}

/// A measurement is as long as this.
const SPAN: Duration = Duration::from_secs(2);

/// Measures one connection.
#[derive(Debug)]
pub(crate) struct Meter {
    health: Health,
    since: Instant,
    bytes: u64,
    pictures: u32,
    /// Milliseconds of the publisher's clock at its last picture and last key frame.
    last_picture: Option<u32>,
    last_key: Option<u32>,
    /// Milliseconds of a picture, as the encoder says.
    declared_ms: Option<f64>,
}

impl Meter {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            health: Health {
                connected: true,
                ..Health::default()
            },
            since: now,
            bytes: 0,
            pictures: 0,
            last_picture: None,
            last_key: None,
            declared_ms: None,
        }
    }

    pub(crate) fn received(&mut self, bytes: usize) {
        self.bytes += u64::try_from(bytes).unwrap_or_default();
    }

    pub(crate) fn see(&mut self, event: &Event) {
        match event {
            Event::Video { timestamp, body } => self.picture(*timestamp, body),
            Event::Audio { .. } => self.health.has_sound = true,
            Event::Metadata(metadata) => {
                let rate = metadata.field("framerate").and_then(Value::number);
                let rate = rate.filter(|rate| (1.0..=240.0).contains(rate));
                self.declared_ms = rate.map(|rate| 1000.0 / rate);
            }
            Event::Publish { .. } | Event::Unpublish => {}
        }
    }

    /// What was measured, once a span is over.
    pub(crate) fn read(&mut self, now: Instant) -> Option<Health> {
        let span = now.saturating_duration_since(self.since);
        if span < SPAN {
            return None;
        }
        let seconds = span.as_secs_f64();
        self.health.bit_rate = (self.bytes as f64 * 8.0 / seconds) as u64;
        self.health.fps = (f64::from(self.pictures) / seconds * 10.0).round() / 10.0;
        (self.since, self.bytes, self.pictures) = (now, 0, 0);
        Some(self.health.clone())
    }

    /// The first bytes of an FLV video tag say what it is (Enhanced RTMP, "ExVideoTagHeader"; FLV 10.1, E.4.3.1).
    fn picture(&mut self, timestamp: u32, body: &[u8]) {
        let Some([first, second]) = body.first_chunk() else {
            return;
        };
        let enhanced = first & 0x80 != 0;
        let is_picture = if enhanced {
            matches!(first & 0x0f, 1 | 3)
        } else {
            *second == 1
        };
        if !is_picture {
            return;
        }
        self.health.has_pictures = true;
        self.pictures += 1;
        let since = |earlier: Option<u32>| earlier.map(|earlier| timestamp.wrapping_sub(earlier));
        if let (Some(declared), Some(passed)) = (self.declared_ms, since(self.last_picture))
            && passed < 10_000
        {
            let missing = (f64::from(passed) / declared).round() - 1.0;
            self.health.dropped_frames += missing.max(0.0) as u64;
        }
        self.last_picture = Some(timestamp);
        if (first >> 4) & 7 == 1 {
            let interval = since(self.last_key);
            self.last_key = Some(timestamp);
            if let Some(interval) = interval {
                self.health.key_frame_interval = Some(Duration::from_millis(interval.into()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    #[test]
    fn rates_distances_and_missing_pictures_are_measured() {
        let now = Instant::now();
        let mut meter = Meter::new(now);
        let rate = vec![("framerate".to_owned(), Value::Number(25.0))];
        meter.see(&Event::Metadata(Value::Object(rate)));
        for number in 0..75u32 {
            // One picture is missing, and every 50th is a key frame.
            let head = if number % 50 == 0 { 0x17 } else { 0x27 };
            let timestamp = number * 40 + if number > 60 { 40 } else { 0 };
            let body = Bytes::from(vec![head, 1, 0, 0, 0, 1]);
            meter.received(1_000);
            meter.see(&Event::Video { timestamp, body });
        }
        assert_eq!(meter.read(now + Duration::from_secs(1)), None);
        let health = meter.read(now + Duration::from_secs(3)).unwrap();
        assert_eq!(health.bit_rate, 200_000);
        assert!((health.fps - 25.0).abs() < 0.01, "{}", health.fps);
        assert_eq!(health.key_frame_interval, Some(Duration::from_secs(2)));
        assert_eq!(health.dropped_frames, 1);
    }
}
