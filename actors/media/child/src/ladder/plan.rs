//! Sizes of renditions and the time base that all pictures share.

/// Ticks per second of every video time in this crate: a multiple of all usual frame rates.
pub(crate) const TICKS: i32 = 90_000;

/// A number of milliseconds in ticks.
pub(crate) fn ticks(milliseconds: u32) -> i64 {
    i64::from(milliseconds) * i64::from(TICKS) / 1000
}

/// Milliseconds of a number of ticks.
pub(crate) fn milliseconds(ticks: i64) -> u64 {
    u64::try_from(ticks.saturating_mul(1000) / i64::from(TICKS)).unwrap_or(0)
}

/// Size of a rung: the shorter side gets the resolution, the longer keeps the shape, both are even, none grows.
pub(super) fn size(shown: (u32, u32), resolution: u32) -> (u32, u32) {
    let shorter = shown.0.min(shown.1).max(1);
    let factor = (f64::from(resolution) / f64::from(shorter)).min(1.0);
    (
        even(f64::from(shown.0) * factor, shown.0),
        even(f64::from(shown.1) * factor, shown.1),
    )
}

/// The even number nearest to `side` that is not above `limit`, and at least 2: encoders know no smaller picture.
fn even(side: f64, limit: u32) -> u32 {
    let nearest = (side / 2.0).round() as u32 * 2;
    if nearest > limit {
        nearest.saturating_sub(2).max(2)
    } else {
        nearest.max(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rung_keeps_the_shape_and_is_even() {
        assert_eq!(size((1920, 1080), 480), (854, 480));
        assert_eq!(size((1080, 1920), 720), (720, 1280));
        assert_eq!(size((1919, 1079), 1079), (1918, 1078));
        assert_eq!(size((2560, 1080), 240), (568, 240));
    }

    #[test]
    fn a_rung_is_never_larger_than_the_source() {
        assert_eq!(size((640, 360), 1080), (640, 360));
        assert_eq!(size((1, 1), 240), (2, 2));
    }
}
