//! The segments that a rendition offers now.

use std::collections::VecDeque;

use bytes::Bytes;

use super::packager::Piece;
use crate::media::{Initialisation, write_fragment};

/// How much is offered, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowSettings {
    /// Milliseconds of complete segments that are kept in memory.
    pub keep_ms: u64,
    /// Milliseconds of complete segments that are offered where older ones lie on a disk.
    pub archive_ms: u64,
    /// Milliseconds of a part at most; `None` where parts are not offered.
    pub part_ms: Option<u64>,
    /// Milliseconds that no segment is meant to be longer than.
    pub target_ms: u64,
}

/// What a rendition has made of a piece: a file of all of them plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// The beginning of such a file.
    Initialisation(Bytes),
    /// A fragment of it.
    Part(Bytes, PartId),
}

impl Written {
    /// Which part it is, if it is one.
    #[must_use]
    pub fn part(&self) -> Option<PartId> {
        match self {
            Self::Initialisation(_) => None,
            Self::Part(_, id) => Some(*id),
        }
    }
}

/// Which part of a rendition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartId {
    /// The number of its segment.
    pub segment: u64,
    /// Its place there, counted from 0.
    pub part: usize,
}

/// Where a part or a segment lies in a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Which file of the recording, counted from 0.
    pub file: u32,
    /// Bytes before it.
    pub offset: u64,
    /// Bytes of it.
    pub length: u64,
}

impl Stored {
    /// Both together, where one follows the other.
    fn with(self, next: Self) -> Option<Self> {
        let follows = self.file == next.file && self.offset + self.length == next.offset;
        follows.then_some(Self {
            length: self.length + next.length,
            ..self
        })
    }
}

/// How far a rendition is: the number of the segment at hand, and how many parts of it are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    /// The segment at hand.
    pub(super) segment: u64,
    /// Its parts so far.
    pub(super) parts: u64,
    /// Whether nothing more will come.
    pub(super) ended: bool,
}

/// Where a segment stands among those of its rendition: the same in all that are cut alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Its number.
    pub segment: u64,
    /// How often the rendition did not follow from what was before, up to this segment.
    pub discontinuities: u64,
    /// Milliseconds since 1970 at the live's time 0, as playlists tell.
    pub anchor_ms: i64,
}

#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) bytes: Bytes,
    pub(super) duration_ms: u64,
    pub(super) independent: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) number: u64,
    pub(super) parts: Vec<Part>,
    /// Which initialisation segment it needs.
    pub(super) initialisation: u64,
    /// Whether it does not follow from the one before.
    pub(super) discontinuity: bool,
    /// Milliseconds since 1970 at its beginning.
    pub(super) wall_ms: u64,
    /// Where its first parts lie on a disk, and how many they are.
    stored: Option<(Stored, usize)>,
    /// What it lasts, once its parts are left to the disk.
    archived_ms: u64,
}

impl Segment {
    pub(super) fn duration_ms(&self) -> u64 {
        let parts: u64 = self.parts.iter().map(|part| part.duration_ms).sum();
        self.archived_ms + parts
    }

    /// Where it lies, once its parts are left to the disk.
    pub(super) fn archived(&self) -> Option<Stored> {
        let (stored, _) = self.stored?;
        self.parts.is_empty().then_some(stored)
    }

    /// Leaves its parts to the disk; false where they are not there.
    fn archive(&mut self) -> bool {
        let whole = self
            .stored
            .is_some_and(|(_, count)| count >= self.parts.len());
        if whole {
            self.archived_ms = self.duration_ms();
            self.parts = Vec::new();
        }
        whole
    }
}

/// See the module.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) settings: WindowSettings,
    pub(super) segments: VecDeque<Segment>,
    /// The segment at hand.
    pub(super) open: Option<Segment>,
    pub(super) next_number: u64,
    /// Discontinuities of segments that are gone.
    pub(super) discontinuities_gone: u64,
    pub(super) target_ms: u64,
    pub(super) ended: bool,
    initialisations: VecDeque<(u64, Initialisation)>,
    next_initialisation: u64,
    fragments: u32,
    /// The next segment does not follow from the last one.
    broken: bool,
    /// The wall clock's milliseconds at the live's time 0.
    anchor_ms: i64,
}

/// How far the wall clock may be from what the live's time says before playlists follow it.
const DRIFT_MS: i64 = 1_000;

impl Window {
    pub(super) fn new(settings: WindowSettings) -> Self {
        Self {
            settings,
            segments: VecDeque::new(),
            open: None,
            next_number: 0,
            discontinuities_gone: 0,
            target_ms: settings.target_ms,
            ended: false,
            initialisations: VecDeque::new(),
            next_initialisation: 0,
            fragments: 0,
            broken: false,
            anchor_ms: 0,
        }
    }

    /// Goes on where the segments before this number are lost.
    pub(super) fn resumed(settings: WindowSettings, number: u64) -> Self {
        Self {
            next_number: number,
            ..Self::new(settings)
        }
    }

    /// The segment at hand, or the next one.
    pub(super) fn place(&self) -> Place {
        let all = self.segments.iter().chain(&self.open);
        let seen = all.filter(|segment| segment.discontinuity).count();
        let seen = u64::try_from(seen).unwrap_or(u64::MAX);
        Place {
            segment: self.position().segment,
            discontinuities: self.discontinuities_gone + seen + u64::from(self.broken),
            anchor_ms: self.anchor_ms,
        }
    }

    /// What comes next is what stands there in another rendition. Where it would not follow from what is here, that is
    /// forgotten, so that both say the same of it.
    pub(super) fn go_to(&mut self, place: Place) {
        self.end_segment();
        let here = self.place();
        self.anchor_ms = place.anchor_ms;
        if (here.segment, here.discontinuities) == (place.segment, place.discontinuities) {
            return;
        }
        self.segments.clear();
        self.next_number = place.segment;
        self.discontinuities_gone = place.discontinuities;
        self.broken = false;
    }

    /// Takes what the packager gave at this time of the wall clock; gives what it is as bytes.
    pub(super) fn take(&mut self, piece: Piece, wall_ms: u64) -> Option<Written> {
        match piece {
            Piece::Initialisation(initialisation) => {
                self.end_segment();
                self.broken = self.next_number > 0;
                self.anchor_ms = 0;
                let bytes = initialisation.bytes.clone();
                self.initialisations
                    .push_back((self.next_initialisation, initialisation));
                self.next_initialisation += 1;
                return Some(Written::Initialisation(bytes));
            }
            Piece::Part {
                fragment,
                start_ms,
                duration_ms,
                independent,
            } => {
                self.fragments = self.fragments.wrapping_add(1);
                let bytes = write_fragment(self.fragments, &fragment);
                self.follow_clock(start_ms + duration_ms, wall_ms);
                let wall_ms = self.anchor_ms.saturating_add_unsigned(start_ms);
                let segment = self.open.get_or_insert_with(|| {
                    let number = self.next_number;
                    self.next_number += 1;
                    Segment {
                        number,
                        parts: Vec::new(),
                        initialisation: self.next_initialisation.saturating_sub(1),
                        discontinuity: std::mem::take(&mut self.broken),
                        wall_ms: u64::try_from(wall_ms).unwrap_or_default(),
                        stored: None,
                        archived_ms: 0,
                    }
                });
                let id = PartId {
                    segment: segment.number,
                    part: segment.parts.len(),
                };
                segment.parts.push(Part {
                    bytes: bytes.clone(),
                    duration_ms,
                    independent,
                });
                return Some(Written::Part(bytes, id));
            }
            Piece::SegmentEnd => self.end_segment(),
        }
        None
    }

    fn follow_clock(&mut self, live_ms: u64, wall_ms: u64) {
        let live = i64::try_from(live_ms).unwrap_or_default();
        let wall = i64::try_from(wall_ms).unwrap_or_default();
        if self.anchor_ms == 0 || (self.anchor_ms + live - wall).abs() > DRIFT_MS {
            self.anchor_ms = wall - live;
        }
    }

    fn end_segment(&mut self) {
        let Some(segment) = self.open.take() else {
            return;
        };
        self.target_ms = self.target_ms.max(segment.duration_ms());
        self.segments.push_back(segment);
        self.let_go();
        let needed = self
            .segments
            .front()
            .map_or(0, |first| first.initialisation);
        self.initialisations.retain(|(number, _)| *number >= needed);
    }

    /// Leaves old segments to the disk, and forgets those that are older still, or are not there.
    fn let_go(&mut self) {
        let (mut kept_ms, mut kept, mut offered) = (0, 0, 0);
        for segment in self.segments.iter().rev() {
            // Three segments at least are offered, whatever their length (RFC 8216, section 6.2.2).
            if kept < 3 || kept_ms < self.settings.keep_ms {
                kept += 1;
            }
            if offered < 3 || kept_ms < self.settings.archive_ms.max(self.settings.keep_ms) {
                offered += 1;
            }
            kept_ms += segment.duration_ms();
        }
        let mut gone = self.segments.len() - offered;
        let old = self.segments.len() - kept;
        for (place, segment) in self.segments.iter_mut().take(old).enumerate().skip(gone) {
            if segment.archived().is_none() && !segment.archive() {
                gone = place + 1;
            }
        }
        let forgotten = self.segments.drain(..gone);
        let breaks = forgotten.filter(|segment| segment.discontinuity).count();
        self.discontinuities_gone += u64::try_from(breaks).unwrap_or_default();
    }

    /// A part lies on the disk.
    pub(super) fn store(&mut self, id: PartId, stored: Stored) {
        let mut all = self.segments.iter_mut().rev().chain(&mut self.open);
        let Some(segment) = all.find(|segment| segment.number == id.segment) else {
            return;
        };
        segment.stored = match segment.stored {
            None if id.part == 0 => Some((stored, 1)),
            Some((before, count)) if count == id.part => {
                before.with(stored).map(|both| (both, count + 1))
            }
            _ => None,
        };
    }

    /// Nothing more will come.
    pub(super) fn end(&mut self) {
        self.end_segment();
        self.ended = true;
    }

    pub(super) fn position(&self) -> Position {
        match &self.open {
            Some(segment) => Position {
                segment: segment.number,
                parts: segment.parts.len().try_into().unwrap_or(u64::MAX),
                ended: self.ended,
            },
            None => Position {
                segment: self.next_number,
                parts: 0,
                ended: self.ended,
            },
        }
    }

    /// The segment of that number, also the one at hand.
    pub(super) fn segment(&self, number: u64) -> Option<&Segment> {
        let all = self.segments.iter().chain(&self.open);
        all.into_iter().find(|segment| segment.number == number)
    }

    /// The complete segment of that number.
    pub(super) fn complete(&self, number: u64) -> Option<&Segment> {
        self.segments
            .iter()
            .find(|segment| segment.number == number)
    }

    pub(super) fn initialisation(&self, number: u64) -> Option<&Initialisation> {
        let mut all = self.initialisations.iter();
        all.find_map(|(known, initialisation)| (*known == number).then_some(initialisation))
    }

    pub(super) fn last_initialisation(&self) -> Option<&Initialisation> {
        self.initialisations
            .back()
            .map(|(_, initialisation)| initialisation)
    }

    /// Bytes that all segments have in memory.
    pub(super) fn bytes(&self) -> usize {
        let all = self.segments.iter().chain(&self.open);
        let parts = all.flat_map(|segment| &segment.parts);
        parts.map(|part| part.bytes.len()).sum()
    }
}
