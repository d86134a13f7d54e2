//! What one viewer has watched of a video: sections of whole seconds that do not touch.

/// Most sections that are remembered of one viewer.
pub(crate) const MOST: usize = 8;

/// Seconds from `start` up to and without `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// Sorted, disjoint, [`MOST`] at most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sections(Box<[Section]>);

impl Sections {
    /// Adds a section and hands each part of it that was not in there to `new`. When that makes one too many, the first
    /// that was not just watched is forgotten: watched again it counts again.
    pub(crate) fn add(&mut self, added: Section, mut new: impl FnMut(Section)) {
        if added.start >= added.end {
            return;
        }
        if self.extend(added) {
            return new(added);
        }
        let mut merged = added;
        let mut from = added.start;
        for section in &self.0 {
            if section.end < added.start || section.start > added.end {
                continue;
            }
            if from < section.start {
                let end = section.start.min(added.end);
                new(Section { start: from, end });
            }
            from = from.max(section.end);
            merged.start = merged.start.min(section.start);
            merged.end = merged.end.max(section.end);
        }
        if from < added.end {
            new(Section {
                start: from,
                end: added.end,
            });
        }
        let apart = |section: &&Section| section.end < merged.start || section.start > merged.end;
        let mut sections: Vec<Section> = self.0.iter().filter(apart).copied().collect();
        let place = sections.partition_point(|section| section.start < merged.start);
        sections.insert(place, merged);
        if sections.len() > MOST {
            sections.remove(usize::from(place == 0));
        }
        self.0 = sections.into_boxed_slice();
    }

    /// What nearly every player says: it has played on. False where that is not so.
    fn extend(&mut self, added: Section) -> bool {
        let mut sections = self
            .0
            .iter_mut()
            .skip_while(|section| section.end < added.start);
        match (sections.next(), sections.next()) {
            (Some(section), after)
                if section.end == added.start
                    && after.as_ref().is_none_or(|after| after.start > added.end) =>
            {
                section.end = added.end;
                true
            }
            _ => false,
        }
    }

    /// Whether nothing is remembered.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Forgets all.
    pub(crate) fn forget(&mut self) {
        self.0 = Box::default();
    }

    /// How many there are.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Bytes on the heap, with what the allocator adds.
    #[cfg(test)]
    pub(crate) const fn heap_bytes(&self) -> usize {
        self.0.len() * size_of::<Section>() + 16
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn new_seconds(sections: &mut Sections, start: u32, end: u32) -> Vec<u32> {
        let mut seconds = Vec::new();
        sections.add(Section { start, end }, |part| {
            seconds.extend(part.start..part.end);
        });
        seconds
    }

    proptest! {
        #[test]
        fn each_second_is_new_once(added in prop::collection::vec((0_u32..14, 0_u32..6), 0..40)) {
            let (mut sections, mut seen) = (Sections::default(), BTreeSet::new());
            for (start, length) in added {
                let new = new_seconds(&mut sections, start, start + length);
                let expected: Vec<u32> =
                    (start..start + length).filter(|second| seen.insert(*second)).collect();
                prop_assert_eq!(new, expected);
                prop_assert!(sections.count() <= MOST);
                let sorted = sections.0.windows(2).all(|pair| pair[0].end < pair[1].start);
                prop_assert!(sorted);
            }
        }
    }

    #[test]
    fn a_ninth_section_lets_the_first_go_and_is_itself_remembered() {
        let mut sections = Sections::default();
        for start in (10..90).step_by(10) {
            new_seconds(&mut sections, start, start + 2);
        }
        assert_eq!(sections.count(), MOST);
        assert_eq!(new_seconds(&mut sections, 0, 2).len(), 2);
        assert_eq!(sections.count(), MOST);
        assert!(new_seconds(&mut sections, 0, 2).is_empty());
        assert_eq!(new_seconds(&mut sections, 10, 12).len(), 2, "it had gone");
        assert_eq!(new_seconds(&mut sections, 95, 97).len(), 2);
        assert!(new_seconds(&mut sections, 95, 97).is_empty());
        assert_eq!(sections.count(), MOST);
    }
}
