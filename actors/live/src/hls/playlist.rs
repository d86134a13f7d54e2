//! The text of a media playlist.

use std::fmt::Write;

use chrono::{DateTime, SecondsFormat};

use super::window::{Part, Segment, Window};

/// What a player asks of a playlist (`_HLS_msn`, `_HLS_part`, `_HLS_skip`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// Wait until this segment is there.
    pub segment: Option<u64>,
    /// Wait until this part of it is there, counted from 0.
    pub part: Option<u64>,
    /// Leave old segments out.
    pub skip: bool,
}

/// Segments this many target durations from the end are never skipped.
const SKIP_TARGETS: u64 = 6;
/// Parts are listed of segments this many target durations from the end.
const PART_TARGETS: u64 = 3;

/// Writes the playlist.
pub(super) fn write(window: &Window, name: &str, skip: bool) -> String {
    let mut text = String::with_capacity(256 + 80 * window.segments.len());
    // Writing to a text cannot fail.
    let _ = head(&mut text, window);
    let target = window.target_ms.div_ceil(1000) * 1000;
    let total: u64 = window.segments.iter().map(Segment::duration_ms).sum();
    let skipped = match skip {
        true => count_before(window, total.saturating_sub(SKIP_TARGETS * target)),
        false => 0,
    };
    if skipped > 0 {
        let _ = writeln!(text, "#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}");
    }
    let mut initialisation = match skipped {
        0 => None,
        _ => window
            .segments
            .get(skipped - 1)
            .map(|segment| segment.initialisation),
    };
    let mut behind = total;
    for (place, segment) in window.segments.iter().enumerate() {
        let near = behind <= PART_TARGETS * target;
        behind -= segment.duration_ms();
        if place < skipped {
            continue;
        }
        let dated = place == skipped || segment.discontinuity;
        let _ = begin(&mut text, name, segment, &mut initialisation, dated);
        if near && window.settings.part_ms.is_some() {
            let _ = parts(&mut text, name, segment);
        }
        let _ = writeln!(
            text,
            "#EXTINF:{},\n{name}-{}.m4s",
            seconds(segment.duration_ms()),
            segment.number
        );
    }
    if window.settings.part_ms.is_some() {
        let _ = edge(&mut text, name, window, &mut initialisation);
    }
    if window.ended {
        text.push_str("#EXT-X-ENDLIST\n");
    }
    text
}

/// How many segments lie before that time of the window; not one more than all but the last.
fn count_before(window: &Window, until_ms: u64) -> usize {
    let mut end = 0;
    let before = window.segments.iter().take_while(|segment| {
        end += segment.duration_ms();
        end <= until_ms
    });
    before.count()
}

fn head(text: &mut String, window: &Window) -> std::fmt::Result {
    let target = window.target_ms.div_ceil(1000);
    let first = window.segments.front().or(window.open.as_ref());
    let first = first.map_or(window.next_number, |segment| segment.number);
    writeln!(
        text,
        "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:{target}"
    )?;
    let skip_until = seconds(target * 1000 * SKIP_TARGETS);
    match window.settings.part_ms {
        Some(part) => writeln!(
            text,
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK={},CAN-SKIP-UNTIL={skip_until}\n\
             #EXT-X-PART-INF:PART-TARGET={}",
            seconds(part * 3),
            seconds(part)
        )?,
        None => writeln!(text, "#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL={skip_until}")?,
    }
    writeln!(text, "#EXT-X-MEDIA-SEQUENCE:{first}")?;
    if window.discontinuities_gone > 0 {
        let gone = window.discontinuities_gone;
        writeln!(text, "#EXT-X-DISCONTINUITY-SEQUENCE:{gone}")?;
    }
    // Where pictures stop and come back, a segment may begin between two key frames.
    let mut all = window.segments.iter().chain(&window.open);
    if all.all(|segment| segment.parts.first().is_none_or(|part| part.independent)) {
        text.write_str("#EXT-X-INDEPENDENT-SEGMENTS\n")?;
    }
    Ok(())
}

fn begin(
    text: &mut String,
    name: &str,
    segment: &Segment,
    initialisation: &mut Option<u64>,
    dated: bool,
) -> std::fmt::Result {
    if segment.discontinuity {
        text.write_str("#EXT-X-DISCONTINUITY\n")?;
    }
    if *initialisation != Some(segment.initialisation) {
        *initialisation = Some(segment.initialisation);
        writeln!(
            text,
            "#EXT-X-MAP:URI=\"{name}-init{}.mp4\"",
            segment.initialisation
        )?;
    }
    if dated {
        let date = date(segment.wall_ms);
        writeln!(text, "#EXT-X-PROGRAM-DATE-TIME:{date}")?;
    }
    Ok(())
}

fn parts(text: &mut String, name: &str, segment: &Segment) -> std::fmt::Result {
    for (place, part) in segment.parts.iter().enumerate() {
        let Part {
            duration_ms,
            independent,
            ..
        } = part;
        let independent = if *independent { ",INDEPENDENT=YES" } else { "" };
        writeln!(
            text,
            "#EXT-X-PART:DURATION={},URI=\"{name}-{}.{place}.m4s\"{independent}",
            seconds(*duration_ms),
            segment.number
        )?;
    }
    Ok(())
}

/// What is not a segment yet.
fn edge(
    text: &mut String,
    name: &str,
    window: &Window,
    initialisation: &mut Option<u64>,
) -> std::fmt::Result {
    let (number, part) = match &window.open {
        Some(segment) => {
            let dated = segment.discontinuity || window.segments.is_empty();
            begin(text, name, segment, initialisation, dated)?;
            parts(text, name, segment)?;
            (segment.number, segment.parts.len())
        }
        None => (window.next_number, 0),
    };
    if !window.ended {
        writeln!(
            text,
            "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"{name}-{number}.{part}.m4s\""
        )?;
    }
    Ok(())
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// RFC 3339, from milliseconds since 1970; the first of them for a time beyond the calendar.
fn date(ms: u64) -> String {
    let date = i64::try_from(ms)
        .ok()
        .and_then(DateTime::from_timestamp_millis);
    date.unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(date(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(date(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(date(1_795_722_953_007), "2026-11-26T19:55:53.007Z");
        assert_eq!(date(4_107_542_400_000), "2100-03-01T00:00:00.000Z");
    }
}
