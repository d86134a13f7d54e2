//! From the frames of one publication to pieces of segments: where a part and a segment end.
//!
//! A segment ends before the first key frame after its time, so that every one can be begun with; a part when one more
//! picture would make it too long. Sound goes with the pictures that it is heard with.

mod sound;

use std::collections::VecDeque;

use bytes::Bytes;

use crate::media::{
    AudioSample, AudioTrack, Fragment, Initialisation, VIDEO_TIMESCALE, VideoSample, VideoTrack,
    described_by,
};
use sound::SoundClock;

/// Ticks of the pictures' timeline in a millisecond.
const TICKS: u64 = VIDEO_TIMESCALE as u64 / 1000;
/// What a picture lasts of which nothing else is known.
const LAST_MS: u64 = 33;
/// Sound without pictures is passed on alone after this.
const LONELY_MS: u64 = 1_000;

/// When pieces end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CutSettings {
    /// Milliseconds after which a segment ends at the next key frame.
    pub segment_ms: u64,
    /// Milliseconds of a part at most.
    pub part_ms: u64,
}

/// What the packager gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// What follows is described by this; a new segment begins.
    Initialisation(Initialisation),
    /// A part.
    Part {
        /// Its samples.
        fragment: Fragment,
        /// Its time on the live's timeline, in milliseconds.
        start_ms: u64,
        /// Milliseconds that it lasts.
        duration_ms: u64,
        /// Whether a player can begin with it.
        independent: bool,
    },
    /// The parts since the last of these are a segment.
    SegmentEnd,
}

#[derive(Debug)]
struct Picture {
    time_ms: u64,
    composition_ms: i32,
    key: bool,
    data: Bytes,
}

/// See the module.
#[derive(Debug)]
pub struct Packager {
    settings: CutSettings,
    video: Option<VideoTrack>,
    audio: Option<AudioTrack>,
    /// Whether what was described last is still so.
    described: bool,
    /// The picture whose end is not known.
    last: Option<Picture>,
    fragment: Fragment,
    /// Sound that waits for its pictures.
    waiting: VecDeque<AudioSample>,
    clock: SoundClock,
    part_start: Option<u64>,
    segment_start: Option<u64>,
    /// The end of the last picture and of the last part that are over; nothing begins before.
    picture_end: u64,
    part_end: u64,
    /// Whether something was described before, here or in an earlier publication.
    goes_on: bool,
    /// Whether the next key frame begins a segment, whatever the time.
    segment_due: bool,
    pieces: Vec<Piece>,
}

impl Packager {
    /// One for a publication that begins.
    #[must_use]
    pub fn new(settings: CutSettings) -> Self {
        Self {
            settings,
            video: None,
            audio: None,
            described: false,
            last: None,
            fragment: Fragment::default(),
            waiting: VecDeque::new(),
            clock: SoundClock::default(),
            part_start: None,
            segment_start: None,
            picture_end: 0,
            part_end: 0,
            goes_on: false,
            segment_due: false,
            pieces: Vec::new(),
        }
    }

    /// One whose pieces go on where those of another end: what describes them first is said again among the pictures, so
    /// that they also play behind what described the others.
    #[must_use]
    pub fn going_on(settings: CutSettings) -> Self {
        Self {
            goes_on: true,
            ..Self::new(settings)
        }
    }

    /// What has been made since the last call.
    pub fn pieces(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.pieces)
    }

    /// The pictures are from now on coded like this.
    pub fn video_track(&mut self, track: VideoTrack) {
        if self.video.as_ref() != Some(&track) {
            self.finish();
            self.video = Some(track);
            self.described = false;
        }
    }

    /// The sound is from now on coded like this.
    pub fn audio_track(&mut self, track: AudioTrack) {
        if self.audio.as_ref() != Some(&track) {
            self.finish();
            // What the pictures have not reached is coded as nobody will be told any more.
            self.waiting.clear();
            self.clock = SoundClock::of(&track);
            self.audio = Some(track);
            self.described = false;
        }
    }

    /// The next key frame begins a segment, as it does elsewhere; without pictures the next sound does.
    pub fn begin_segment(&mut self) {
        if self.video.is_some() {
            self.segment_due = true;
        } else if self.described {
            let end = self.sound_end().max(self.part_end);
            self.end_segment(end);
            self.begin(end);
        }
    }

    /// A picture, decoded at this time of the live. Those before the first key frame are left out.
    pub fn picture(&mut self, time_ms: u64, composition_ms: i32, key: bool, data: Bytes) {
        if self.video.is_none() || (!key && self.waits_for_key()) {
            return;
        }
        // The last picture may have been taken to last longer than it did.
        let time_ms = time_ms.max(self.picture_end);
        self.end_last(time_ms);
        let is_long = self.elapsed(self.segment_start, time_ms) >= self.settings.segment_ms;
        let segment_over = key && (is_long || std::mem::take(&mut self.segment_due));
        if segment_over || (key && !self.described) {
            self.end_segment(time_ms);
        } else if self.part_is_full(time_ms) {
            self.end_part(time_ms);
        }
        let mut data = data;
        if !self.described {
            if let Some(track) = self.video.as_ref().filter(|_| self.goes_on) {
                data = described_by(track, &data);
            }
            self.describe();
            // What was heard before the first picture belongs to nothing.
            let rate = self.audio.as_ref().map_or(1, |track| track.sample_rate);
            let first = time_ms * u64::from(rate) / 1000;
            self.waiting
                .retain(|sample| sample.time + u64::from(sample.duration) > first);
        }
        self.begin(time_ms);
        self.last = Some(Picture {
            time_ms,
            composition_ms,
            key,
            data,
        });
    }

    /// A frame of sound, heard at this time of the live.
    pub fn sound(&mut self, time_ms: u64, data: Bytes) {
        let Some(track) = &self.audio else {
            return;
        };
        let rate = track.sample_rate;
        let (sample, gap) = self.clock.place(time_ms, data);
        if let Some(last) = self.waiting.back_mut() {
            last.duration = last.duration.saturating_add(gap);
        }
        self.waiting.push_back(sample);
        let seen = self.last.as_ref().map(|picture| picture.time_ms);
        match (&self.video, seen) {
            (None, _) => self.sound_alone(time_ms, rate),
            // The pictures have stopped; the sound goes on.
            (Some(_), Some(picture)) if time_ms > picture + LONELY_MS => {
                self.end_last(picture + self.step());
                self.sound_alone(time_ms, rate);
            }
            (Some(_), None) if self.described => self.sound_alone(time_ms, rate),
            (Some(_), _) => self.forget_old(),
        }
    }

    /// Everything that has come is passed on; the publication is over, or changes.
    pub fn finish(&mut self) {
        if !self.described {
            self.waiting.clear();
            return;
        }
        let end = match &self.last {
            Some(picture) => picture.time_ms + self.step(),
            None => self.sound_end(),
        };
        self.end_last(end);
        self.end_segment(end.max(self.part_start.unwrap_or(end)));
    }

    /// Whether something has been described, so that pieces come.
    #[must_use]
    pub fn is_described(&self) -> bool {
        self.described
    }

    /// Milliseconds of the segment at hand, up to the last picture.
    #[must_use]
    pub fn segment_ms(&self) -> u64 {
        let last = self.last.as_ref().map_or(0, |picture| picture.time_ms);
        self.elapsed(self.segment_start, last)
    }

    fn waits_for_key(&self) -> bool {
        !self.described || self.segment_start.is_none()
    }

    fn sound_end(&self) -> u64 {
        let rate = self.audio.as_ref().map_or(1, |track| track.sample_rate);
        let end = self.waiting.back();
        let end = end.map_or(0, |sample| sample.time + u64::from(sample.duration));
        end * 1000 / u64::from(rate)
    }

    /// A stream without pictures, or whose pictures have stopped.
    fn sound_alone(&mut self, time_ms: u64, rate: u32) {
        if !self.described {
            let first = self.waiting.front().map_or(0, |sample| sample.time);
            // Encoders tell of both tracks before the first frame of either, but not all do.
            if time_ms < first * 1000 / u64::from(rate) + LONELY_MS {
                return;
            }
            self.describe();
            // Its time was cut down to whole samples: the millisecond in which it is heard is the next.
            self.begin((first * 1000).div_ceil(u64::from(rate)));
        }
        let end = self.sound_end();
        if self.elapsed(self.segment_start, end) >= self.settings.segment_ms && self.last.is_none()
        {
            self.end_segment(end);
            self.begin(end);
        } else if self.elapsed(self.part_start, end) + LAST_MS >= self.settings.part_ms {
            self.end_part(end);
            self.begin(end);
        }
    }

    /// What waits for pictures that do not come is not kept for ever.
    fn forget_old(&mut self) {
        while self.waiting.len() > 2_048 {
            self.waiting.pop_front();
        }
    }

    fn elapsed(&self, since: Option<u64>, now: u64) -> u64 {
        since.map_or(0, |since| now.saturating_sub(since))
    }

    /// What the picture at hand is taken to last.
    fn step(&self) -> u64 {
        let before = self.fragment.video.last();
        before.map_or(LAST_MS, |sample| u64::from(sample.duration) / TICKS)
    }

    /// Whether the part could not take a picture as long as the last one as well.
    fn part_is_full(&self, now: u64) -> bool {
        self.elapsed(self.part_start, now) + self.step() > self.settings.part_ms
    }

    fn begin(&mut self, time_ms: u64) {
        let time_ms = time_ms.max(self.part_end);
        self.part_start.get_or_insert(time_ms);
        self.segment_start.get_or_insert(time_ms);
    }

    /// The picture at hand ends where the next one begins.
    fn end_last(&mut self, time_ms: u64) {
        let Some(picture) = self.last.take() else {
            return;
        };
        self.picture_end = time_ms.max(picture.time_ms);
        let duration = time_ms.saturating_sub(picture.time_ms) * TICKS;
        self.fragment.video.push(VideoSample {
            time: picture.time_ms * TICKS,
            duration: u32::try_from(duration).unwrap_or(u32::MAX),
            composition: picture.composition_ms.saturating_mul(90),
            key: picture.key,
            data: picture.data,
        });
    }

    fn end_part(&mut self, end_ms: u64) {
        let rate = self.audio.as_ref().map_or(1, |track| track.sample_rate);
        let until = end_ms * u64::from(rate) / 1000;
        while self
            .waiting
            .front()
            .is_some_and(|sample| sample.time < until)
        {
            self.fragment.audio.extend(self.waiting.pop_front());
        }
        let Some(start_ms) = self.part_start.take() else {
            return;
        };
        let fragment = std::mem::take(&mut self.fragment);
        if fragment.video.is_empty() && fragment.audio.is_empty() {
            self.part_start = Some(start_ms);
            return;
        }
        let first = fragment.video.first();
        let independent = first.map_or(self.video.is_none(), |sample| sample.key);
        self.part_end = end_ms.max(start_ms);
        self.pieces.push(Piece::Part {
            fragment,
            start_ms,
            duration_ms: end_ms.saturating_sub(start_ms),
            independent,
        });
    }

    fn end_segment(&mut self, end_ms: u64) {
        self.end_part(end_ms);
        self.part_start = None;
        if self.segment_start.take().is_some() {
            self.pieces.push(Piece::SegmentEnd);
        }
    }

    fn describe(&mut self) {
        let initialisation = Initialisation::of(self.video.as_ref(), self.audio.as_ref());
        self.pieces.push(Piece::Initialisation(initialisation));
        self.described = true;
        self.goes_on = true;
    }
}

#[cfg(test)]
pub(in crate::hls) mod tests;
