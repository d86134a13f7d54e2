//! Which renditions are made of a source, and how many bits each may have.

use super::Resolution;

/// One rendition to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rung {
    /// Its resolution.
    pub resolution: Resolution,
    /// Bits per second of its picture at most; 0 without one.
    pub video_bit_rate: u64,
}

/// What the source is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SourceShape {
    /// Its shorter side; none without a picture.
    pub resolution: Option<Resolution>,
    /// Pictures in a second, as they will be after the limit.
    pub fps: f64,
    /// Whether it has sound.
    pub has_sound: bool,
}

/// Chooses the rungs, the smallest first: those of `enabled` that are not above the source, and the source's own when
/// `always_original` says so or nothing else fits. Sound alone is kept where the source has sound; a source without a
/// picture becomes sound alone whatever is enabled.
#[must_use]
pub fn ladder(source: SourceShape, enabled: &[Resolution], always_original: bool) -> Vec<Rung> {
    let sound = Rung {
        resolution: Resolution::AUDIO_ONLY,
        video_bit_rate: 0,
    };
    let Some(own) = source.resolution else {
        return vec![sound];
    };
    let pictures = enabled
        .iter()
        .copied()
        .filter(|resolution| *resolution != Resolution::AUDIO_ONLY && *resolution <= own);
    let mut resolutions: Vec<Resolution> = pictures.collect();
    if resolutions.is_empty() || always_original {
        resolutions.push(own);
    }
    resolutions.sort_unstable();
    resolutions.dedup();
    let mut rungs: Vec<Rung> = resolutions
        .into_iter()
        .map(|resolution| Rung {
            resolution,
            video_bit_rate: video_bit_rate(resolution, source.fps),
        })
        .collect();
    if source.has_sound && enabled.contains(&Resolution::AUDIO_ONLY) {
        rungs.insert(0, sound);
    }
    rungs
}

/// Bits per second for 30 pictures a second, by lines.
const RATES: &[(u32, f64)] = &[
    (144, 350e3),
    (240, 600e3),
    (360, 1_000e3),
    (480, 1_600e3),
    (720, 3_000e3),
    (1080, 5_500e3),
    (1440, 9_500e3),
    (2160, 18_000e3),
];

/// More pictures need more bits, but not in proportion: neighbours are alike.
const FPS_EXPONENT: f64 = 0.6;

/// The most bits per second that a rung may average over two seconds.
#[must_use]
pub fn video_bit_rate(resolution: Resolution, fps: f64) -> u64 {
    let lines = f64::from(resolution.id());
    // Between two known heights by area, beyond the last likewise.
    let near = RATES
        .iter()
        .find(|(known, _)| f64::from(*known) >= lines)
        .or(RATES.last());
    let (known, rate) = near.copied().unwrap_or((1080, 5_500e3));
    let area = (lines / f64::from(known)).powi(2).max(0.05);
    let pace = (fps.clamp(1.0, 240.0) / 30.0).powf(FPS_EXPONENT).max(0.5);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a positive rate far below 2^53"
    )]
    let bits = (rate * area * pace) as u64;
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(source: Option<u32>, enabled: &[u32], always: bool) -> Vec<u32> {
        let enabled: Vec<Resolution> = enabled.iter().map(|id| Resolution::new(*id)).collect();
        let shape = SourceShape {
            resolution: source.map(Resolution::new),
            fps: 30.0,
            has_sound: true,
        };
        let rungs = ladder(shape, &enabled, always);
        rungs.iter().map(|rung| rung.resolution.id()).collect()
    }

    #[test]
    fn no_rung_is_above_the_source() {
        assert_eq!(
            lines(Some(720), &[240, 480, 720, 1080], false),
            [240, 480, 720]
        );
        assert_eq!(lines(Some(800), &[480, 1080], false), [480]);
    }

    #[test]
    fn the_source_stands_in_when_nothing_fits_or_it_is_always_wanted() {
        assert_eq!(lines(Some(100), &[240, 480], false), [100]);
        assert_eq!(lines(Some(800), &[480, 1080], true), [480, 800]);
        assert_eq!(lines(Some(480), &[480], true), [480]);
    }

    #[test]
    fn sound_alone_is_for_who_wants_it_and_for_sources_without_a_picture() {
        assert_eq!(lines(Some(480), &[0, 480], false), [0, 480]);
        assert_eq!(lines(None, &[480], true), [0]);
    }

    #[test]
    fn rates_grow_with_lines_and_pace() {
        let rate = |lines, fps| video_bit_rate(Resolution::new(lines), fps);
        for pair in [144, 240, 300, 360, 480, 720, 1080, 1440, 2160].windows(2) {
            assert!(rate(pair[0], 30.0) < rate(pair[1], 30.0), "{pair:?}");
        }
        assert!(rate(720, 60.0) > rate(720, 30.0) && rate(720, 60.0) < 2 * rate(720, 30.0));
    }
}
