//! Which pictures a rung keeps, and which become key frames.

use super::plan::TICKS;

/// Marks the first picture at or after each multiple of an interval, the same for all rungs.
pub(super) struct KeyGrid {
    interval: i64,
    next: i64,
}

impl KeyGrid {
    /// A grid of key frames that many ticks apart.
    pub(super) fn every(interval: i64) -> Self {
        Self {
            interval: interval.max(1),
            next: 0,
        }
    }

    /// Whether the picture at this time must be a key frame.
    pub(super) fn hits(&mut self, time: i64) -> bool {
        let hit = time >= self.next;
        if hit {
            self.next = (time / self.interval + 1) * self.interval;
        }
        hit
    }
}

/// Drops pictures beyond a frame rate.
pub(super) struct Pace {
    interval: i64,
    due: i64,
}

impl Pace {
    /// Keeps at most that many pictures a second.
    pub(super) fn at_most(fps: u32) -> Self {
        Self {
            interval: i64::from(TICKS) / i64::from(fps.max(1)),
            due: i64::MIN,
        }
    }

    /// Whether the picture at this time is kept. A forced one always is.
    pub(super) fn keeps(&mut self, time: i64, forced: bool) -> bool {
        // Clocks of 1 ms make neighbours uneven: an eighth too early is still in time.
        if !forced && time + self.interval / 8 < self.due {
            return false;
        }
        let late = time.saturating_sub(self.due) > self.interval || self.due == i64::MIN;
        self.due = if forced || late { time } else { self.due } + self.interval;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(source_fps: i64, max_fps: u32) -> usize {
        let mut pace = Pace::at_most(max_fps);
        (0..source_fps * 10)
            .filter(|index| pace.keeps(index * 90_000 / source_fps, false))
            .count()
    }

    #[test]
    fn frames_beyond_the_rate_are_dropped() {
        assert_eq!(kept(60, 30), 300);
        assert!((299..=301).contains(&kept(50, 30)), "{}", kept(50, 30));
        assert!((599..=601).contains(&kept(1000, 60)), "{}", kept(1000, 60));
    }

    #[test]
    fn frames_below_the_rate_are_all_kept() {
        assert_eq!(kept(24, 30), 240);
        assert_eq!(kept(30, 30), 300);
    }

    #[test]
    fn a_forced_frame_is_kept_whatever_the_pace() {
        let mut pace = Pace::at_most(10);
        assert!(pace.keeps(0, true));
        assert!(!pace.keeps(3000, false));
        assert!(pace.keeps(4500, true));
    }

    #[test]
    fn one_key_frame_falls_on_each_interval() {
        let mut grid = KeyGrid::every(180_000);
        let hits: Vec<i64> = (0..250)
            .map(|index| index * 3600)
            .filter(|time| grid.hits(*time))
            .collect();
        assert_eq!(hits, [0, 180_000, 360_000, 540_000, 720_000]);
    }
}
