//! From a publisher's clock to the live's own time: what its clock does (it starts anywhere, wraps at 2^32, jumps, goes
//! backwards) does not show behind this.

/// A clock that differs by more than this from what it said before has jumped.
const JUMP_MS: i64 = 5_000;
/// What is taken to lie between two frames across a jump.
const STEP_MS: i64 = 33;
/// Jumped clocks that are closer than this to each other have jumped together.
const TOGETHER_MS: i64 = 2_000;

/// Which of the two clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// That of the pictures.
    Video,
    /// That of the sound.
    Audio,
}

/// The live's time in milliseconds, which never runs backwards on a track.
#[derive(Clone, Debug)]
pub struct Timeline {
    start: i64,
    /// The clock's time of the last jump, and what is added since.
    jumped: Option<(i64, i64)>,
    video: Option<Seen>,
    audio: Option<Seen>,
}

#[derive(Clone, Copy, Debug)]
struct Seen {
    /// The last time that its clock told, unwrapped.
    clock: i64,
    offset: i64,
    /// The last time given out.
    time: i64,
}

impl Timeline {
    /// One that begins at this time of the live, in milliseconds: 0, or where an earlier connection ended.
    #[must_use]
    pub fn starting_at(start: u64) -> Self {
        Self {
            start: i64::try_from(start).unwrap_or_default(),
            jumped: None,
            video: None,
            audio: None,
        }
    }

    /// The time of a frame in milliseconds of the live; never less than that of the track's last frame.
    pub fn place(&mut self, track: Track, timestamp: u32) -> u64 {
        let before = match track {
            Track::Video => self.video,
            Track::Audio => self.audio,
        };
        let seen = match before {
            None => self.first(timestamp),
            Some(seen) => self.next(seen, timestamp),
        };
        match track {
            Track::Video => self.video = Some(seen),
            Track::Audio => self.audio = Some(seen),
        }
        u64::try_from(seen.time).unwrap_or_default()
    }

    fn first(&self, timestamp: u32) -> Seen {
        let clock = i64::from(timestamp);
        let other = self.video.or(self.audio);
        // The other track's clock is the same clock, unless it is far away.
        let near = other.map(|other| unwrapped(other.clock, timestamp));
        let (clock, offset) = match (near, other) {
            (Some(near), Some(other)) if (near - other.clock).abs() < JUMP_MS => {
                (near, other.offset)
            }
            (_, Some(other)) => (clock, other.time - clock),
            _ => (clock, self.start - clock),
        };
        Seen {
            clock,
            offset,
            time: (clock + offset).max(self.start),
        }
    }

    fn next(&mut self, seen: Seen, timestamp: u32) -> Seen {
        let clock = unwrapped(seen.clock, timestamp);
        if (clock - seen.clock).abs() < JUMP_MS {
            return Seen {
                clock,
                offset: seen.offset,
                time: (clock + seen.offset).max(seen.time),
            };
        }
        let clock = i64::from(timestamp);
        let together = self
            .jumped
            .filter(|(at, offset)| (clock - at).abs() < TOGETHER_MS && *offset != seen.offset);
        let offset = match together {
            Some((_, offset)) => offset,
            None => {
                let offset = seen.time + STEP_MS - clock;
                self.jumped = Some((clock, offset));
                offset
            }
        };
        Seen {
            clock,
            offset,
            time: (clock + offset).max(seen.time),
        }
    }
}

/// The time nearest to `before` that a clock of 32 bits shows as `timestamp`.
fn unwrapped(before: i64, timestamp: u32) -> i64 {
    let shown = u32::try_from(before.rem_euclid(1 << 32)).unwrap_or_default();
    before + i64::from(timestamp.wrapping_sub(shown).cast_signed())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever a clock does, its track never goes back; and a steady one is followed to the millisecond.
        #[test]
        fn time_never_runs_backwards(clocks in prop::collection::vec((any::<bool>(), any::<u32>()), 1..200)) {
            let mut timeline = Timeline::starting_at(1_000);
            let mut last = [1_000, 1_000];
            for (sound, clock) in clocks {
                let track = if sound { Track::Audio } else { Track::Video };
                let time = timeline.place(track, clock);
                prop_assert!(time >= last[usize::from(sound)]);
                last[usize::from(sound)] = time;
            }
        }

        #[test]
        fn a_steady_clock_is_followed_across_its_end(start in any::<u32>(), step in 1_u32..1_000, count in 1_u32..500) {
            let mut timeline = Timeline::starting_at(0);
            for place in 0..count {
                let clock = start.wrapping_add(place * step);
                prop_assert_eq!(timeline.place(Track::Video, clock), u64::from(place * step));
                prop_assert_eq!(timeline.place(Track::Audio, clock), u64::from(place * step));
            }
        }

        /// A jump of both clocks leaves them together.
        #[test]
        fn tracks_that_jump_together_stay_together(jump in any::<u32>()) {
            let mut timeline = Timeline::starting_at(0);
            let mut clock = 0_u32;
            for place in 0..200_u32 {
                clock = clock.wrapping_add(if place == 100 { jump } else { 20 });
                let video = timeline.place(Track::Video, clock);
                let audio = timeline.place(Track::Audio, clock.wrapping_add(5));
                prop_assert!(audio.abs_diff(video) <= 45, "{} {}", video, audio);
            }
        }
    }

    #[test]
    fn a_jump_is_one_frame_long() {
        let mut timeline = Timeline::starting_at(0);
        timeline.place(Track::Video, 1_000);
        assert_eq!(timeline.place(Track::Video, 1_040), 40);
        assert_eq!(timeline.place(Track::Video, 86_400_000), 73);
        assert_eq!(timeline.place(Track::Video, 86_400_040), 113);
        assert_eq!(timeline.place(Track::Video, 20), 146);
    }
}
