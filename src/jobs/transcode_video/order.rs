//! Which rungs are made first: what can be watched soonest.

use crate::domain::{Resolution, ladder::Rung};

/// The largest resolution that is encoded first: quick to make, and good enough to begin with.
const FIRST: Resolution = Resolution::new(480);

/// The rungs of a ladder in the order of their making.
#[derive(Debug, PartialEq)]
pub(super) struct Order {
    /// Those that are made first: one with a picture, and the sound alone, which costs next to nothing.
    pub(super) first: Vec<Rung>,
    /// Those that are made afterwards, all at once.
    pub(super) rest: Vec<Rung>,
    /// The one whose picture is the source's own.
    pub(super) copy: Option<Resolution>,
}

impl Order {
    /// Orders the rungs; `copies` tells the one that need not be encoded, which is then the first.
    pub(super) fn of(rungs: Vec<Rung>, copies: impl Fn(&Rung) -> bool) -> Self {
        let has_picture = |rung: &Rung| rung.resolution != Resolution::AUDIO_ONLY;
        let pictures = rungs.iter().filter(|rung| has_picture(rung));
        let copy = pictures.clone().find(|rung| copies(rung));
        let first = copy
            .or_else(|| pictures.clone().rfind(|rung| rung.resolution <= FIRST))
            .or_else(|| pictures.clone().next())
            .map(|rung| rung.resolution);
        let copy = copy.map(|rung| rung.resolution);
        let (first, rest) = rungs
            .into_iter()
            .partition(|rung| !has_picture(rung) || Some(rung.resolution) == first);
        Self { first, rest, copy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(lines: &[u32], copied: Option<u32>) -> (Vec<u32>, Vec<u32>) {
        let rungs = lines.iter().map(|lines| Rung {
            resolution: Resolution::new(*lines),
            video_bit_rate: 1,
        });
        let order = Order::of(rungs.collect(), |rung| Some(rung.resolution.id()) == copied);
        assert_eq!(order.copy.map(|copy| copy.id()), copied);
        let ids = |rungs: Vec<Rung>| rungs.iter().map(|rung| rung.resolution.id()).collect();
        (ids(order.first), ids(order.rest))
    }

    #[test]
    fn a_rung_that_is_copied_is_the_first() {
        assert_eq!(
            order(&[0, 240, 480, 1080], Some(1080)),
            (vec![0, 1080], vec![240, 480])
        );
    }

    #[test]
    fn else_it_is_the_best_of_those_that_are_quick_to_make() {
        assert_eq!(
            order(&[240, 360, 720, 1080], None),
            (vec![360], vec![240, 720, 1080])
        );
        assert_eq!(order(&[720, 1080], None), (vec![720], vec![1080]));
    }

    #[test]
    fn a_single_rung_leaves_no_rest() {
        assert_eq!(order(&[0, 720], None), (vec![0, 720], vec![]));
        assert_eq!(order(&[0], None), (vec![0], vec![]));
    }
}
