//! What goes into a ladder: the source's pieces, kept until there is a process for them; pictures go to it, the sound to
//! the rungs.

use std::sync::Arc;

use actors_media::Feed;

use super::{Ladder, Stage};
use crate::hls::Place;
use crate::media::{Fragment, Tracks};

/// Segments whose beginnings are known at most: those of what a process may be behind.
const MOST_PLACES: usize = 64;

pub(super) enum Input {
    /// What follows is described by this.
    Tracks(Arc<Tracks>),
    /// A part of that segment.
    Part(Fragment, Place),
}

impl Ladder {
    /// Gives the process what waits, as far as it is for this one.
    pub(super) fn give(&mut self) {
        while let Some(input) = self.inputs.pop_front() {
            match (&mut self.stage, input) {
                (Stage::Idle, Input::Tracks(tracks)) => self.begin_with(tracks),
                (Stage::Idle | Stage::Resting(_), Input::Part(fragment, place)) => {
                    self.waiting = self.waiting.saturating_sub(fragment.size());
                    self.hear(&fragment, place);
                }
                // What it is to be described by is known when it begins.
                (Stage::Resting(_), Input::Tracks(_)) => {}
                (Stage::Working(_), Input::Part(fragment, place)) => {
                    self.waiting = self.waiting.saturating_sub(fragment.size());
                    self.feed(&fragment, place);
                }
                (Stage::Working(_), input @ Input::Tracks(_)) => {
                    self.inputs.push_front(input);
                    self.change();
                    return;
                }
                (Stage::Starting(_) | Stage::Leaving(_), input) => {
                    self.inputs.push_front(input);
                    return;
                }
            }
        }
    }

    /// The process at hand ends in order; then one for other tracks begins.
    pub(super) fn change(&mut self) {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Idle) {
            Stage::Working(mut encoder) => {
                encoder.finish();
                self.be_in_time();
                Stage::Leaving(encoder)
            }
            stage => stage,
        };
    }

    fn feed(&mut self, fragment: &Fragment, place: Place) {
        self.hear(fragment, place);
        let Stage::Working(encoder) = &mut self.stage else {
            return;
        };
        for sample in &fragment.video {
            self.needs_key &= !sample.key;
            if self.needs_key {
                continue;
            }
            let time_ms = sample.time_ms();
            if self.given_ms == 0 {
                self.done_ms = time_ms;
            }
            self.given_ms = time_ms;
            let picture = Feed::Picture {
                time_ms,
                composition_ms: sample.composition_ms(),
                key: sample.key,
                bytes: sample.data.len(),
            };
            encoder.feed(picture, sample.data.clone());
        }
    }

    /// Notes where a segment begins, and lets every rung have the sound.
    fn hear(&mut self, fragment: &Fragment, place: Place) {
        let first = fragment.video.first().filter(|first| first.key);
        if self.last_segment.replace(place.segment) != Some(place.segment) {
            if let Some(first) = first {
                let composition_ms = i64::from(first.composition_ms());
                let shown = first.time_ms().saturating_add_signed(composition_ms);
                self.places.push_back((shown, place));
            }
            let surplus = self.places.len().saturating_sub(MOST_PLACES);
            self.places.drain(..surplus);
            if let Some(sound) = &mut self.sound {
                sound.begin_segment(place);
            }
        }
        let Some(rate) = self.rate() else {
            return;
        };
        let alone = fragment.video.is_empty();
        for sample in &fragment.audio {
            let time_ms = sample.time * 1000 / rate;
            if let Some(sound) = &mut self.sound {
                sound.take(time_ms, sample.data.clone());
            }
            for rung in &mut self.rungs {
                rung.sound(time_ms, sample.data.clone(), alone);
            }
        }
    }

    fn rate(&self) -> Option<u64> {
        let audio = self.current.as_ref()?.audio.as_ref()?;
        Some(u64::from(audio.sample_rate))
    }
}
