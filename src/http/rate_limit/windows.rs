//! Counting in fixed windows: so many calls for each key, then none until the window ends.

use std::{collections::HashMap, hash::Hash, time::Duration};

use crate::domain::Timestamp;

/// Counts of one limit. All windows begin together, at multiples of their length since 1970, so
/// that the counts of a window that is over are dropped at once.
#[derive(Debug)]
pub struct FixedWindows<K> {
    calls: u32,
    /// Milliseconds.
    length: i64,
    /// Keys that are counted apart within a window; those beyond share one count.
    keys: usize,
    window: i64,
    counts: HashMap<K, u32>,
    overflow: u32,
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Whether it may go on.
    pub allowed: bool,
    /// Calls in a window.
    pub limit: u32,
    /// Calls left in this one.
    pub remaining: u32,
    /// When the window ends, in milliseconds since 1970.
    pub ends: i64,
    window: i64,
}

impl<K: Hash + Eq> FixedWindows<K> {
    /// `calls` per `length` for each key, with memory for `keys` of them.
    #[must_use]
    pub fn new(calls: u32, length: Duration, keys: usize) -> Self {
        Self {
            calls,
            length: i64::try_from(length.as_millis()).unwrap_or(i64::MAX).max(1),
            keys,
            window: 0,
            counts: HashMap::new(),
            overflow: 0,
        }
    }

    /// Takes a call from what `key` has left. A call that is refused takes nothing.
    pub fn take(&mut self, key: K, now: Timestamp) -> Taken {
        self.turn(now);
        let calls = self.calls;
        let count = self.count(key);
        let allowed = *count < calls;
        if allowed {
            *count += 1;
        }
        let remaining = calls - *count;
        Taken {
            allowed,
            limit: calls,
            remaining,
            ends: self.window.saturating_add(1).saturating_mul(self.length),
            window: self.window,
        }
    }

    /// Gives back a call that was taken, unless its window is over; answers what is left now.
    pub fn give_back(&mut self, key: K, taken: Taken) -> Taken {
        if !taken.allowed || taken.window != self.window {
            return taken;
        }
        let calls = self.calls;
        let count = self.count(key);
        *count = count.saturating_sub(1);
        let remaining = calls - *count;
        Taken { remaining, ..taken }
    }

    fn turn(&mut self, now: Timestamp) {
        let window = now.timestamp_millis().div_euclid(self.length);
        if window != self.window {
            self.window = window;
            self.counts.clear();
            self.overflow = 0;
        }
    }

    fn count(&mut self, key: K) -> &mut u32 {
        if self.counts.len() >= self.keys && !self.counts.contains_key(&key) {
            return &mut self.overflow;
        }
        self.counts.entry(key).or_insert(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_timestamp_millis(millis).expect("a time")
    }

    fn windows(calls: u32, keys: usize) -> FixedWindows<u8> {
        FixedWindows::new(calls, Duration::from_millis(100), keys)
    }

    #[test]
    fn so_many_calls_pass_and_no_more_until_the_window_ends() {
        let mut windows = windows(2, 10);
        let seen: Vec<_> = [130, 140, 150, 199, 200]
            .map(|millis| windows.take(1, at(millis)))
            .map(|taken| (taken.allowed, taken.remaining, taken.ends))
            .into();
        let expected = [
            (true, 1, 200),
            (true, 0, 200),
            (false, 0, 200),
            (false, 0, 200),
            (true, 1, 300),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_call_that_is_given_back_can_be_taken_again() {
        let mut windows = windows(1, 10);
        let taken = windows.take(1, at(0));
        assert!(!windows.take(1, at(1)).allowed);
        assert_eq!(windows.give_back(1, taken).remaining, 1);
        assert!(windows.take(1, at(2)).allowed);
    }

    #[test]
    fn nothing_is_given_back_to_a_later_window() {
        let mut windows = windows(1, 10);
        let taken = windows.take(1, at(0));
        assert!(windows.take(1, at(100)).allowed);
        windows.give_back(1, taken);
        assert!(!windows.take(1, at(101)).allowed);
    }

    #[test]
    fn keys_beyond_the_memory_share_one_count() {
        let mut windows = windows(1, 2);
        assert!(windows.take(1, at(0)).allowed);
        assert!(windows.take(2, at(0)).allowed);
        assert!(windows.take(3, at(0)).allowed);
        assert!(!windows.take(4, at(0)).allowed);
        assert!(
            windows.take(4, at(100)).allowed,
            "a new window has room again"
        );
    }

    #[derive(Clone, Debug)]
    enum Step {
        Wait(i64),
        Call(u8),
        GiveBack(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            (0..150_i64).prop_map(Step::Wait),
            (0..4_u8).prop_map(Step::Call),
            (0..4_u8).prop_map(Step::Call),
            (0..64_usize).prop_map(Step::GiveBack),
        ];
        prop::collection::vec(step, 0..80)
    }

    proptest! {
        /// The model keeps every call that passed, with its key and window, and counts them.
        #[test]
        fn calls_pass_as_a_list_of_all_calls_says(calls in 1..4_u32, steps in steps()) {
            let mut windows = windows(calls, 4);
            let mut passed: Vec<(u8, i64, Taken)> = Vec::new();
            let mut now = 0;
            for step in steps {
                let used = |passed: &[(u8, i64, Taken)], key, window| {
                    let mine = |(k, w, _): &&(u8, i64, Taken)| (*k, *w) == (key, window);
                    u32::try_from(passed.iter().filter(mine).count()).expect("few")
                };
                match step {
                    Step::Wait(millis) => now += millis,
                    Step::Call(key) => {
                        let taken = windows.take(key, at(now));
                        let before = used(&passed, key, now / 100);
                        prop_assert_eq!(taken.allowed, before < calls);
                        if taken.allowed {
                            passed.push((key, now / 100, taken));
                        }
                        prop_assert_eq!(taken.remaining, calls - used(&passed, key, now / 100));
                    }
                    Step::GiveBack(which) if !passed.is_empty() => {
                        let (key, _, taken) = passed.remove(which % passed.len());
                        windows.give_back(key, taken);
                    }
                    Step::GiveBack(_) => {}
                }
            }
        }
    }
}
