//! How many different viewers there were, roughly, in little memory: HyperLogLog (Flajolet et al., 2007), 1024 registers.
//! The standard error is 1.04 / √1024, 3.25 %; a few hundred are nearly exact.

use std::collections::BTreeMap;

use crate::ViewerKey;

/// 2 to this are the registers.
const PRECISION: u32 = 10;
const REGISTERS: usize = 1 << PRECISION;
/// With so many registers in use, one byte for each is shorter than three for those in use.
const SPARSE: usize = REGISTERS / 3;

/// Those of the registers that are not 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch(BTreeMap<u16, u8>);

impl Sketch {
    /// Counts a viewer, once however often.
    pub fn add(&mut self, viewer: ViewerKey) {
        let register = (viewer.0 >> (u64::BITS - PRECISION)) as u16;
        // Leading zeros of the rest, and one; a bit at the end bounds them.
        let rest = (viewer.0 << PRECISION) | (1 << (PRECISION - 1));
        self.raise(register, (rest.leading_zeros() + 1) as u8);
    }

    fn raise(&mut self, register: u16, rank: u8) {
        let known = self.0.entry(register).or_default();
        *known = (*known).max(rank);
    }

    /// Takes in those of another one.
    pub fn merge(&mut self, other: &Self) {
        for (register, rank) in &other.0 {
            self.raise(*register, *rank);
        }
    }

    /// How many different viewers there were, roughly.
    #[must_use]
    pub fn count(&self) -> u64 {
        let registers = REGISTERS as f64;
        let empty = REGISTERS.saturating_sub(self.0.len()) as f64;
        let sum: f64 = self.0.values().map(|rank| (-f64::from(*rank)).exp2()).sum();
        let bias = 0.7213 / (1.0 + 1.079 / registers);
        let raw = bias * registers * registers / (sum + empty);
        let count = if raw <= 2.5 * registers && empty > 0.0 {
            registers * (registers / empty).ln()
        } else {
            raw
        };
        count.round() as u64
    }

    /// As the database keeps it: three bytes for each register in use, or one for every register.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.0.len() >= SPARSE {
            let registers = 0..REGISTERS as u16;
            let ranks = registers.map(|register| self.0.get(&register).copied());
            return ranks.map(Option::unwrap_or_default).collect();
        }
        let used = self.0.iter();
        used.flat_map(|(register, rank)| {
            let [low, high] = register.to_le_bytes();
            [low, high, *rank]
        })
        .collect()
    }

    /// What [`Sketch::to_bytes`] wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        if bytes.len() == REGISTERS {
            let ranks = (0..).zip(bytes.iter().copied());
            return Self(ranks.filter(|(_, rank)| *rank > 0).collect());
        }
        let used = bytes.chunks_exact(3).filter_map(|used| match used {
            [low, high, rank] => Some((u16::from_le_bytes([*low, *high]), *rank)),
            _ => None,
        });
        Self(
            used.filter(|(register, _)| usize::from(*register) < REGISTERS)
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hash as good as the keyed ones that come: splitmix64.
    fn viewer(number: u64) -> ViewerKey {
        let mut hash = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ViewerKey(hash ^ (hash >> 31))
    }

    fn of(numbers: std::ops::Range<u64>) -> Sketch {
        let mut sketch = Sketch::default();
        for number in numbers {
            sketch.add(viewer(number));
        }
        sketch
    }

    #[test]
    fn different_viewers_are_counted_within_a_tenth_and_nobody_twice() {
        assert_eq!(Sketch::default().count(), 0);
        assert_eq!(of(0..1).count(), 1);
        for many in [10, 100, 1_000, 10_000, 200_000] {
            let mut sketch = of(1..many + 1);
            sketch.merge(&of(1..many / 2));
            let off = sketch.count().abs_diff(many) as f64 / many as f64;
            // Three times the standard error.
            assert!(off < 0.1, "{} for {many}", sketch.count());
        }
    }

    #[test]
    fn it_comes_back_from_the_database_as_it_was() {
        for many in [0, 1, 100, 340, 343, 345, 100_000] {
            let sketch = of(0..many);
            let bytes = sketch.to_bytes();
            assert!(bytes.len() <= REGISTERS + 2, "{}", bytes.len());
            assert_eq!(Sketch::from_bytes(&bytes), sketch, "{many}");
        }
    }

    #[test]
    fn any_bytes_are_read_without_harm() {
        for length in [0, 1, 2, 3, 5, 1023, 1024, 1025, 4000] {
            let _ = Sketch::from_bytes(&vec![0xFF; length]).count();
        }
    }
}
