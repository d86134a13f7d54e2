//! What is offered of a ladder: rungs of pictures that came back, with the source's sound, and the sound alone. Both are
//! cut where the source is, and their segments have its numbers.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;

use crate::hls::{CutSettings, Packager, Piece, Place};
use crate::media::{AudioTrack, VideoCodec, VideoTrack};
use crate::rungs::{Rung, RungState};

/// Frames of sound that wait for their pictures at most.
const MOST_SOUNDS: usize = 2_048;

/// A rung with pictures.
pub(super) struct Pictures {
    rung: Arc<Rung>,
    packager: Option<Packager>,
    /// That of the segment at hand; none before the first.
    place: Option<Place>,
    wanted: bool,
    sounds: VecDeque<(u64, Bytes)>,
}

impl Pictures {
    pub(super) fn new(rung: Arc<Rung>) -> Self {
        Self {
            rung,
            packager: None,
            place: None,
            wanted: true,
            sounds: VecDeque::new(),
        }
    }

    pub(super) fn resolution(&self) -> u32 {
        self.rung.resolution()
    }

    /// Whether it is to be encoded.
    pub(super) fn want(&mut self, wanted: bool) {
        self.wanted = wanted;
        if !wanted {
            self.stop(RungState::Shed);
        }
    }

    /// It is not offered until it begins anew.
    pub(super) fn stop(&mut self, state: RungState) {
        self.finish();
        self.rung.set_state(state);
    }

    /// What has come is passed on; another description has to follow.
    pub(super) fn finish(&mut self) {
        for (time_ms, data) in std::mem::take(&mut self.sounds) {
            self.pass_sound(time_ms, data);
        }
        if let Some(packager) = &mut self.packager {
            packager.finish();
        }
        self.pass_on();
        self.packager = None;
        self.place = None;
    }

    /// The pictures that follow are described by this record.
    pub(super) fn describe(&mut self, record: Bytes, audio: Option<&AudioTrack>, cut: CutSettings) {
        if !self.wanted {
            return;
        }
        match VideoTrack::read(VideoCodec::Avc, record, (0, 0)) {
            Ok(track) => {
                let mut packager = Packager::new(follows(cut));
                if let Some(audio) = audio {
                    packager.audio_track(audio.clone());
                }
                packager.video_track(track);
                self.packager = Some(packager);
                self.place = None;
            }
            Err(error) => {
                tracing::error!(%error, "a rung describes itself in a way that is not known");
            }
        }
    }

    /// A picture, shown at this time. `places` are those of the source's segments.
    pub(super) fn picture(
        &mut self,
        time_ms: u64,
        key: bool,
        data: Bytes,
        places: &VecDeque<(u64, Place)>,
    ) {
        let begins = places.iter().rev().find(|(shown, _)| *shown == time_ms);
        let begins = begins.map(|(_, place)| *place).filter(|_| key);
        if begins.is_none() && self.place.is_none() {
            return;
        }
        while self
            .sounds
            .front()
            .is_some_and(|(heard, _)| *heard < time_ms)
        {
            if let Some((heard, data)) = self.sounds.pop_front() {
                self.pass_sound(heard, data);
            }
        }
        let Some(packager) = &mut self.packager else {
            return;
        };
        if begins.is_some() {
            packager.begin_segment();
        }
        packager.picture(time_ms, 0, key, data);
        self.place = self.place.or(begins);
        self.pass_on();
        if let Some(place) = begins {
            self.place = begins;
            self.rung.rendition().go_to(place);
        }
    }

    /// Sound of the source. It waits for its pictures, unless there are none.
    pub(super) fn sound(&mut self, time_ms: u64, data: Bytes, alone: bool) {
        if self.packager.is_none() {
            // What is described soon has sound from before that.
            if self.wanted {
                self.sounds.push_back((time_ms, data));
            }
        } else if alone && self.sounds.is_empty() {
            self.pass_sound(time_ms, data);
            self.pass_on();
        } else {
            self.sounds.push_back((time_ms, data));
        }
        let surplus = self.sounds.len().saturating_sub(MOST_SOUNDS);
        self.sounds.drain(..surplus);
    }

    fn pass_sound(&mut self, time_ms: u64, data: Bytes) {
        if let (Some(packager), Some(_)) = (&mut self.packager, self.place) {
            packager.sound(time_ms, data);
        }
    }

    fn pass_on(&mut self) {
        let Some(packager) = &mut self.packager else {
            return;
        };
        if pass_on(&self.rung, packager, self.place) && self.wanted {
            self.rung.set_state(RungState::On);
        }
    }
}

/// The sound alone.
pub(super) struct Sound {
    rung: Arc<Rung>,
    packager: Packager,
    place: Option<Place>,
}

impl Sound {
    pub(super) fn new(rung: Arc<Rung>, track: AudioTrack, cut: CutSettings) -> Self {
        let mut packager = Packager::new(follows(cut));
        packager.audio_track(track);
        Self {
            rung,
            packager,
            place: None,
        }
    }

    /// The source begins a segment.
    pub(super) fn begin_segment(&mut self, place: Place) {
        self.packager.begin_segment();
        self.pass_on();
        self.place = Some(place);
        if self.packager.is_described() {
            self.rung.rendition().go_to(place);
        }
    }

    pub(super) fn take(&mut self, time_ms: u64, data: Bytes) {
        self.packager.sound(time_ms, data);
        self.pass_on();
    }

    pub(super) fn finish(&mut self) {
        self.packager.finish();
        self.pass_on();
    }

    fn pass_on(&mut self) {
        if pass_on(&self.rung, &mut self.packager, self.place) {
            self.rung.set_state(RungState::On);
        }
    }
}

/// Segments end where the source's do, and nowhere else.
fn follows(cut: CutSettings) -> CutSettings {
    CutSettings {
        segment_ms: u64::MAX,
        ..cut
    }
}

/// Offers what was made, of this place; whether that was anything to see or hear.
fn pass_on(rung: &Rung, packager: &mut Packager, place: Option<Place>) -> bool {
    let mut offered = false;
    let anchor_ms = place.map_or(0, |place| place.anchor_ms);
    for piece in packager.pieces() {
        let described = matches!(piece, Piece::Initialisation(_));
        let end_ms = match &piece {
            Piece::Part {
                start_ms,
                duration_ms,
                ..
            } => {
                offered = true;
                start_ms + duration_ms
            }
            _ => 0,
        };
        let wall_ms = anchor_ms.saturating_add_unsigned(end_ms);
        let wall_ms = u64::try_from(wall_ms).unwrap_or_default();
        rung.rendition().take(vec![piece], wall_ms);
        if let Some(place) = place.filter(|_| described) {
            // What is described begins a segment of its own number otherwise.
            rung.rendition().go_to(place);
        }
    }
    offered
}
