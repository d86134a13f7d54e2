//! A stream of the input that is taken as it is: its packets get the times of our files, and nothing else changes.

use ffmpeg::codec::Parameters;
use ffmpeg::{Packet, Rational, Rescale};
use ffmpeg_next as ffmpeg;

use crate::libav::{is_hidden, setup_bytes};

/// Packets that wait at most: more than any codec reorders.
const MOST_WAITING: usize = 32;

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
    /// Whether hidden packets right before the start belong to it.
    leads_in: bool,
    /// Packets of which it is not known yet when to decode them.
    waiting: Vec<Packet>,
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
            leads_in: parameters.medium() == ffmpeg::media::Type::Audio,
            index: origin.index,
            extradata: setup_bytes(&parameters),
            parameters,
            from: origin.time_base,
            to,
            start_us: origin.start_us,
            usual: usual.max(1),
            waiting: Vec::new(),
            last_decode: None,
            end: 0,
        }
    }

    /// The packets that can go into our files now that this one has come: none while it is not known when to decode
    /// them. Those that nobody is to see or hear, and those without any time, are left out.
    pub(super) fn take(&mut self, packet: &Packet) -> Vec<Packet> {
        let Some(shown) = packet.pts().or_else(|| packet.dts()) else {
            return Vec::new();
        };
        let shown = self.moved(shown);
        // A decoder of sound needs what comes right before the first sample that is heard.
        let leads_in = self.leads_in && shown >= -2 * self.usual;
        if packet.is_corrupt() || (is_hidden(packet) && !leads_in) {
            return Vec::new();
        }
        let duration = match packet.duration().rescale(self.from, self.to) {
            told if told > 0 => told,
            _ => self.usual,
        };
        self.end = self.end.max(shown.saturating_add(duration));
        let mut copied = packet.clone();
        copied.set_pts(Some(shown));
        copied.set_dts(packet.dts().map(|time| self.moved(time)));
        copied.set_duration(duration);
        copied.set_position(-1);
        self.waiting.push(copied);
        let is_known = packet.dts().is_some() || self.waiting.len() >= MOST_WAITING;
        if is_known { self.flush() } else { Vec::new() }
    }

    /// Those that still wait, at the end.
    pub(super) fn flush(&mut self) -> Vec<Packet> {
        let mut packets = std::mem::take(&mut self.waiting);
        // Containers that reorder pictures (Matroska) do not tell when to decode the first ones: right before the first
        // whose time is told, one usual step apart.
        let told = packets
            .last()
            .and_then(|last| last.dts().or_else(|| last.pts()));
        let mut next = told.unwrap_or(0);
        for packet in packets.iter_mut().rev() {
            let decoded = packet.dts().unwrap_or(next);
            packet.set_dts(Some(decoded));
            next = decoded - self.usual;
        }
        for packet in &mut packets {
            // They must rise: muxers refuse anything else, and containers with coarse clocks repeat them.
            let decoded = packet.dts().unwrap_or(0);
            let decoded = self
                .last_decode
                .map_or(decoded, |last| decoded.max(last + 1));
            self.last_decode = Some(decoded);
            packet.set_dts(Some(decoded));
            packet.set_pts(packet.pts().map(|shown| shown.max(decoded)));
        }
        packets
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

    fn one(packets: Vec<Packet>) -> Packet {
        assert_eq!(packets.len(), 1);
        packets.into_iter().next().unwrap()
    }

    #[test]
    fn times_count_from_the_start_of_the_input() {
        let mut stream = stream();
        let copied = one(stream.take(&packet(Some(2040), Some(2000), 40)));
        let times = (copied.pts(), copied.dts(), copied.duration());
        assert_eq!(times, (Some(3600), Some(0), 3600));
        assert_eq!(stream.milliseconds(), 80);
    }

    #[test]
    fn decoding_times_rise_whatever_the_container_says() {
        let mut stream = stream();
        let mut last = None;
        for (pts, dts) in [(2000, 2000), (2033, 2000), (2066, 2010), (2070, 1990)] {
            let copied = one(stream.take(&packet(Some(pts), Some(dts), 0)));
            assert!(copied.dts() > last && copied.pts() >= copied.dts());
            assert_eq!(copied.duration(), 3000);
            last = copied.dts();
        }
    }

    #[test]
    fn decoding_times_that_the_container_does_not_tell_come_before_the_first_that_it_tells() {
        let mut stream = stream();
        assert!(stream.take(&packet(Some(2000), None, 0)).is_empty());
        assert!(stream.take(&packet(Some(2080), None, 0)).is_empty());
        let packets = stream.take(&packet(Some(2040), Some(2000), 0));
        let times: Vec<_> = packets
            .iter()
            .map(|packet| (packet.pts(), packet.dts()))
            .collect();
        let expected = [(0, -6000), (7200, -3000), (3600, 0)];
        assert_eq!(times, expected.map(|(pts, dts)| (Some(pts), Some(dts))));
    }

    #[test]
    fn what_waits_at_the_end_comes_out_and_what_has_no_time_does_not() {
        let mut stream = stream();
        assert!(stream.take(&packet(None, None, 40)).is_empty());
        assert!(stream.take(&packet(Some(2000), None, 40)).is_empty());
        assert_eq!(one(stream.flush()).dts(), Some(0));
        assert!(stream.flush().is_empty());
    }
}
