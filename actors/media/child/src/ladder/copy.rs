//! A stream of the input that is taken as it is: its packets get the times of our files, and nothing else changes.

use ffmpeg::codec::Parameters;
use ffmpeg::{Packet, Rational, Rescale};
use ffmpeg_next as ffmpeg;

use crate::libav::{is_hidden, setup_bytes};

/// Where the packets of a stream come from and go to.
pub(super) struct CopiedStream {
    pub(super) index: usize,
    pub(super) parameters: Parameters,
    pub(super) extradata: Vec<u8>,
    from: Rational,
    to: Rational,
    start_us: i64,
    /// What a packet lasts that does not say it, in units of `to`.
    usual: i64,
    last_decode: Option<i64>,
    /// When the last shown packet ends, in units of `to`.
    pub(super) end: i64,
}

/// What is known of the stream to copy.
pub(super) struct Origin {
    pub(super) index: usize,
    pub(super) time_base: Rational,
    /// The time at which the whole input starts, in microseconds.
    pub(super) start_us: i64,
}

impl CopiedStream {
    /// Prepares for packets of that stream; times become multiples of `to`, counted from the start of the input.
    pub(super) fn new(origin: &Origin, parameters: Parameters, to: Rational, usual: i64) -> Self {
        Self {
            index: origin.index,
            extradata: setup_bytes(&parameters),
            parameters,
            from: origin.time_base,
            to,
            start_us: origin.start_us,
            usual: usual.max(1),
            last_decode: None,
            end: 0,
        }
    }

    /// The packet as it goes into our files; nothing for one that nobody is to see or hear, or that has no time.
    pub(super) fn take(&mut self, packet: &Packet) -> Option<Packet> {
        if is_hidden(packet) || packet.is_corrupt() {
            return None;
        }
        let shown = self.moved(packet.pts().or_else(|| packet.dts())?);
        let decoded = packet.dts().map_or(shown, |time| self.moved(time));
        // Decoding times must rise: muxers refuse anything else, and containers with coarse clocks repeat them.
        let decoded = match self.last_decode {
            Some(last) => decoded.max(last + 1),
            None => decoded,
        };
        self.last_decode = Some(decoded);
        let shown = shown.max(decoded);
        let duration = match packet.duration().rescale(self.from, self.to) {
            told if told > 0 => told,
            _ => self.usual,
        };
        self.end = self.end.max(shown.saturating_add(duration));
        let mut copied = packet.clone();
        copied.set_pts(Some(shown));
        copied.set_dts(Some(decoded));
        copied.set_duration(duration);
        copied.set_position(-1);
        Some(copied)
    }

    /// Milliseconds at which the last packet ends.
    pub(super) fn milliseconds(&self) -> u64 {
        u64::try_from(self.end.rescale(self.to, Rational(1, 1000))).unwrap_or(0)
    }

    fn moved(&self, time: i64) -> i64 {
        let start = self.start_us.rescale(Rational(1, 1_000_000), self.to);
        time.rescale(self.from, self.to).saturating_sub(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream() -> CopiedStream {
        let origin = Origin {
            index: 0,
            time_base: Rational(1, 1000),
            start_us: 2_000_000,
        };
        CopiedStream::new(&origin, Parameters::new(), Rational(1, 90_000), 3000)
    }

    fn packet(pts: Option<i64>, dts: Option<i64>, duration: i64) -> Packet {
        let mut packet = Packet::copy(&[0]);
        packet.set_pts(pts);
        packet.set_dts(dts);
        packet.set_duration(duration);
        packet
    }

    #[test]
    fn times_count_from_the_start_of_the_input() {
        let mut stream = stream();
        let copied = stream.take(&packet(Some(2040), Some(2000), 40)).unwrap();
        let times = (copied.pts(), copied.dts(), copied.duration());
        assert_eq!(times, (Some(3600), Some(0), 3600));
        assert_eq!(stream.milliseconds(), 80);
    }

    #[test]
    fn decoding_times_rise_whatever_the_container_says() {
        let mut stream = stream();
        let mut last = None;
        for (pts, dts) in [
            (2000, Some(2000)),
            (2033, Some(2000)),
            (2066, None),
            (2050, Some(1990)),
        ] {
            let copied = stream.take(&packet(Some(pts), dts, 0)).unwrap();
            assert!(copied.dts() > last && copied.pts() >= copied.dts());
            assert_eq!(copied.duration(), 3000);
            last = copied.dts();
        }
    }

    #[test]
    fn a_packet_without_any_time_is_left_out() {
        assert!(stream().take(&packet(None, None, 40)).is_none());
    }
}
