//! The time of sound: counted in samples, since a publisher's milliseconds are too coarse for it.

use bytes::Bytes;

use crate::media::{AudioSample, AudioTrack};

/// How far the count may be from the publisher's clock before that one counts.
const DRIFT_MS: u64 = 120;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct SoundClock {
    rate: u64,
    frame_length: Option<u32>,
    next: Option<u64>,
}

impl SoundClock {
    pub(super) fn of(track: &AudioTrack) -> Self {
        Self {
            rate: track.sample_rate.into(),
            frame_length: track.frame_length,
            next: None,
        }
    }

    /// The frame in its place, and how many samples are missing before it.
    pub(super) fn place(&mut self, time_ms: u64, data: Bytes) -> (AudioSample, u32) {
        let told = time_ms * self.rate / 1000;
        let drift = DRIFT_MS * self.rate / 1000;
        let duration = self.frame_length.unwrap_or_else(|| opus_samples(&data));
        let (time, gap) = match self.next {
            None => (told, 0),
            Some(next) if told > next + drift => (told, told - next),
            Some(next) => (next, 0),
        };
        self.next = Some(time + u64::from(duration));
        let gap = u32::try_from(gap).unwrap_or(u32::MAX);
        let sample = AudioSample {
            time,
            duration,
            data,
        };
        (sample, gap)
    }
}

/// Samples at 48 kHz of an Opus packet (RFC 6716, section 3.1).
fn opus_samples(packet: &[u8]) -> u32 {
    let Some(first) = packet.first() else {
        return 960;
    };
    // Each step of a configuration is twice as long, but for the longest of the first kind.
    let frame = match first >> 3 {
        configuration @ 0..=11 if configuration % 4 == 3 => 2_880,
        configuration @ 0..=11 => 480 << (configuration % 4),
        configuration @ 12..=15 => 480 << (configuration % 2),
        configuration => 120 << (configuration % 4),
    };
    let frames = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => packet
            .get(1)
            .map_or(1, |count| u32::from(count & 0x3f).clamp(1, 48)),
    };
    frame * frames
}

#[cfg(test)]
mod tests {
    use super::opus_samples;

    #[test]
    fn an_opus_packet_tells_how_long_it_is() {
        let packet = |configuration: u8, code: u8| [configuration << 3 | code, 3];
        for (configuration, code, samples) in [
            (0, 0, 480),
            (3, 0, 2_880),
            (10, 0, 1_920),
            (12, 0, 480),
            (15, 1, 1_920),
            (16, 0, 120),
            (31, 0, 960),
            (31, 3, 2_880),
        ] {
            assert_eq!(
                opus_samples(&packet(configuration, code)),
                samples,
                "{configuration}"
            );
        }
        assert_eq!(opus_samples(&[]), 960);
    }
}
