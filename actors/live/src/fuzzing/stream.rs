//! Tags from a publisher to what viewers are given.

use bytes::Bytes;

use super::{pieces::Order, playlist};
use crate::Publication;
use crate::hls::{CutSettings, Rendition, WindowSettings};
use crate::rtmp::{self, Event};

/// Milliseconds since 1970 at the first tag.
const WALL: u64 = 1_795_694_400_000;

/// A publisher's tags. The first byte says whether parts are offered. A tag is its kind as FLV has it, its time in four
/// bytes, its length in two and its body; one of kind 0 is a connection that is lost and made again.
pub fn flv_to_fmp4(bytes: &[u8]) {
    let Some((first, mut rest)) = bytes.split_first() else {
        return;
    };
    let settings = WindowSettings {
        keep_ms: 8_000,
        archive_ms: 0,
        part_ms: (first & 1 == 1).then_some(500),
        target_ms: 2_000,
    };
    let mut live = Live::new(settings);
    while let Some((kind, timestamp, body)) = tag(&mut rest) {
        let event = match kind {
            0 => {
                live.lose();
                continue;
            }
            8 => Event::Audio { timestamp, body },
            18 => match rtmp::fuzzing::metadata(&body) {
                Some(metadata) => Event::Metadata(metadata),
                None => continue,
            },
            _ => Event::Video { timestamp, body },
        };
        if !live.take(event) {
            break;
        }
    }
    live.lose();
    live.rendition.end();
    live.look();
}

fn tag(bytes: &mut &[u8]) -> Option<(u8, u32, Bytes)> {
    let (kind, rest) = bytes.split_first()?;
    let (time, rest) = rest.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let length = usize::from(u16::from_be_bytes(*length)).min(rest.len());
    let (body, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    let time = u32::from_be_bytes(*time);
    Some((*kind, time, Bytes::copy_from_slice(body)))
}

/// What is on air.
struct Live {
    settings: WindowSettings,
    publication: Publication,
    rendition: Rendition,
    order: Order,
    /// The number of the first segment that was offered last.
    offered: u64,
    wall_ms: u64,
}

impl Live {
    fn new(settings: WindowSettings) -> Self {
        Self {
            settings,
            publication: publication(settings, 0),
            rendition: Rendition::new("a".to_owned(), settings),
            order: Order::default(),
            offered: 0,
            wall_ms: WALL,
        }
    }

    /// False if the stream cannot be passed on.
    fn take(&mut self, event: Event) -> bool {
        let taken = self.publication.take(event);
        self.wall_ms += 40;
        self.pass_on();
        taken.is_ok()
    }

    /// The connection is lost; another begins where it ended.
    fn lose(&mut self) {
        self.publication.finish();
        self.pass_on();
        self.publication = publication(self.settings, self.publication.reached());
        self.order.begin();
    }

    fn pass_on(&mut self) {
        let pieces = self.publication.pieces();
        if pieces.is_empty() {
            return;
        }
        self.order.follow(&pieces);
        for written in self.rendition.take(pieces, self.wall_ms) {
            super::pieces::read(&written);
        }
        self.look();
    }

    /// Reads the playlist as a player does.
    fn look(&mut self) {
        let first = playlist::read(&self.rendition);
        assert!(first >= self.offered, "the playlist slid back");
        self.offered = first;
    }
}

fn publication(settings: WindowSettings, start_ms: u64) -> Publication {
    let cut = CutSettings {
        segment_ms: settings.target_ms,
        part_ms: settings.part_ms.unwrap_or(settings.target_ms),
    };
    Publication::new(cut, start_ms)
}
