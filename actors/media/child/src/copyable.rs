//! Which streams of an input every player takes as they are, so that nothing is gained by encoding them again.

use ffmpeg::Rescale;
use ffmpeg_next as ffmpeg;

use crate::libav::{is_hidden, setup_bytes};
use crate::source::{AudioStream, Source, VideoStream};

/// Longest time between two key frames, in microseconds: a segment is never shorter than that.
const LONGEST_GAP_US: i64 = 10_000_000;

/// How far key frames are looked for, in microseconds.
const LOOK_US: i64 = 60_000_000;

/// Packets that are read for that at most.
const LOOK_PACKETS: u32 = 20_000;

/// Bytes that are read for that at most.
const LOOK_BYTES: usize = 96 * 1024 * 1024;

/// Profiles of H.264 that every player knows: baseline (also constrained), main, high.
const PROFILES: [i32; 4] = [66, 66 | 1 << 9, 77, 100];

/// The profile of AAC that every player knows: low complexity.
const LOW_COMPLEXITY: i32 = 1;

/// Whether the pictures of a stream can be, as far as its container tells.
pub(crate) fn picture(source: &Source, stream: &VideoStream, pixel_format: Option<&str>) -> bool {
    let facts = &stream.facts;
    source.codec(stream.index) == ffmpeg::codec::Id::H264
        && PROFILES.contains(&facts.profile)
        && pixel_format == Some("yuv420p")
        && facts.progressive
        && facts.color.high_dynamic_range().is_none()
        && stream.rotation == 0
        && (facts.pixel_aspect - 1.0).abs() < 0.001
        && facts.width.is_multiple_of(2)
        && facts.height.is_multiple_of(2)
        // A header as MP4 has it: with any other the packets would have to be rewritten.
        && setup(source, stream.index).first() == Some(&1)
}

/// Whether the sound of a stream can be.
pub(crate) fn sound(source: &Source, stream: &AudioStream) -> bool {
    let facts = &stream.facts;
    source.codec(stream.index) == ffmpeg::codec::Id::AAC
        && facts.profile == LOW_COMPLEXITY
        && (1..=2).contains(&facts.channels)
        && [44_100, 48_000].contains(&facts.sample_rate)
        && !setup(source, stream.index).is_empty()
}

/// Whether the stream begins with a key frame that is shown and has more of them often enough. Reads on from where the
/// source stands: its beginning.
pub(crate) fn has_key_frames(source: &mut Source, stream: &VideoStream) -> bool {
    let mut last_key: Option<i64> = None;
    let mut bytes = 0;
    for _ in 0..LOOK_PACKETS {
        let Some(packet) = source.next_packet() else {
            break;
        };
        bytes += packet.size();
        if packet.stream() != stream.index {
            continue;
        }
        let Some(time) = packet.pts().or_else(|| packet.dts()) else {
            return false;
        };
        let microsecond = ffmpeg::Rational(1, 1_000_000);
        let time = time.rescale(stream.time_base, microsecond) - source.start_us;
        match last_key {
            None if !packet.is_key() || is_hidden(&packet) => return false,
            Some(last) if time - last > LONGEST_GAP_US => return false,
            _ => {}
        }
        if packet.is_key() {
            last_key = Some(time);
        }
        if time > LOOK_US || bytes > LOOK_BYTES {
            break;
        }
    }
    last_key.is_some()
}

fn setup(source: &Source, index: usize) -> Vec<u8> {
    source
        .parameters(index)
        .map(|parameters| setup_bytes(&parameters))
        .unwrap_or_default()
}
