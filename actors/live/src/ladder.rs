//! The ladder of one publication: gives its pictures to a media process that makes smaller ones of them, and offers what
//! comes back beside the source.
//!
//! The source is never touched: whatever happens here, it goes on. A ladder that falls behind gives up its highest rungs
//! until the rest is in time, and tries them again later (`pace`); a process that dies is followed by another, after a
//! pause. It is driven by the connection that publishes, in its own task.

mod input;
mod pace;
mod rung;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use actors_kernel::Backoff;
use actors_media::{AUDIO_ONLY, EncodedKind, Feed, LiveRung};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::time::{Instant, sleep_until, timeout};

use self::input::Input;
use self::pace::{Change, Pace};
use self::rung::{Pictures, Sound};
use crate::encoders::{Encoder, EncoderSaid, Encoders, LadderPlan};
use crate::hls::{CutSettings, Piece, Place};
use crate::media::{AudioTrack, Tracks};
use crate::rungs::RungState;
use crate::{OnAir, PortError};

/// Bytes that may wait for a media process; one that leaves more behind is ended.
const MOST_WAITING: usize = 64 * 1024 * 1024;

/// How long the last pictures may take once the publication is over.
const LEAVE: Duration = Duration::from_secs(2);

/// Pauses between a death of the media process and its successor.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What happened that others should know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LadderNews {
    /// Nothing of the kind.
    None,
    /// The media process died.
    Died,
}

/// See the module.
pub(crate) struct Ladder {
    encoders: Arc<dyn Encoders>,
    on_air: Arc<OnAir>,
    cut: CutSettings,
    /// What the source is described by now.
    tracks: Option<Arc<Tracks>>,
    /// What that is described by which the process at hand was given.
    current: Option<Arc<Tracks>>,
    /// What the source is made of since the process at hand began, and has not been given to it.
    inputs: VecDeque<Input>,
    waiting: usize,
    stage: Stage,
    rungs: Vec<Pictures>,
    sound: Option<Sound>,
    /// Where segments of the source begin: the time at which their first picture is shown, and their place.
    places: VecDeque<(u64, Place)>,
    last_segment: Option<u64>,
    pace: Pace,
    /// The time of the last picture that the process was given, and of the last one that it has decoded.
    given_ms: u64,
    done_ms: u64,
    needs_key: bool,
    urgency: Option<Box<dyn Send>>,
    backoff: Backoff,
}

enum Stage {
    /// There is nothing to encode.
    Idle,
    /// A process begins.
    Starting(BoxFuture<'static, Result<Box<dyn Encoder>, PortError>>),
    /// It works.
    Working(Box<dyn Encoder>),
    /// It ends with what it has; another one follows.
    Leaving(Box<dyn Encoder>),
    /// The last one died; until then there is none.
    Resting(Instant),
}

impl Ladder {
    pub(crate) fn new(encoders: Arc<dyn Encoders>, on_air: Arc<OnAir>, cut: CutSettings) -> Self {
        Self {
            encoders,
            on_air,
            cut,
            tracks: None,
            current: None,
            inputs: VecDeque::new(),
            waiting: 0,
            stage: Stage::Idle,
            rungs: Vec::new(),
            sound: None,
            places: VecDeque::new(),
            last_segment: None,
            pace: Pace::new(0, Instant::now()),
            given_ms: 0,
            done_ms: 0,
            needs_key: true,
            urgency: None,
            backoff: Backoff::new(FIRST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE),
        }
    }

    /// Takes what the source was made of, with the place of each piece.
    pub(crate) fn take(&mut self, pieces: Vec<Piece>, places: &[Place]) -> LadderNews {
        let mut news = self.look();
        for (piece, place) in pieces.into_iter().zip(places) {
            match piece {
                Piece::Initialisation(described) => {
                    // Without pictures there is nothing to make smaller.
                    let has_pictures = described.tracks.video.is_some();
                    self.tracks = has_pictures.then_some(described.tracks);
                    self.inputs.extend(self.tracks.clone().map(Input::Tracks));
                    if !has_pictures {
                        self.on_air.set_rungs(&[], true);
                    }
                }
                Piece::Part { fragment, .. } if self.tracks.is_some() => {
                    self.waiting += fragment.size();
                    self.inputs.push_back(Input::Part(fragment, *place));
                }
                Piece::Part { .. } | Piece::SegmentEnd => {}
            }
        }
        self.give();
        if self.waiting > MOST_WAITING {
            news = self.died("it leaves too much behind");
        }
        news
    }

    /// Goes one step; waits for ever where there is nothing to do. Cancel safe.
    pub(crate) async fn step(&mut self) -> LadderNews {
        match &mut self.stage {
            Stage::Idle => std::future::pending().await,
            Stage::Resting(until) => {
                sleep_until(*until).await;
                self.begin();
                LadderNews::None
            }
            Stage::Starting(starting) => match starting.await {
                Ok(encoder) => {
                    self.stage = Stage::Working(encoder);
                    self.backoff.started(Instant::now());
                    self.give();
                    LadderNews::None
                }
                Err(error) => self.died(&error.to_string()),
            },
            Stage::Working(encoder) | Stage::Leaving(encoder) => {
                let said = encoder.next().await;
                self.heard(said)
            }
        }
    }

    /// The publication is over: what is in the process still comes out, if that is soon.
    pub(crate) async fn leave(mut self) {
        if timeout(LEAVE, self.drain()).await.is_err() {
            tracing::debug!(live = %self.on_air.live(), "the last pictures of a ladder are left out");
        }
        self.end_rungs();
    }

    async fn drain(&mut self) {
        while matches!(self.stage, Stage::Starting(_)) {
            self.step().await;
        }
        self.change();
        while matches!(self.stage, Stage::Leaving(_)) {
            // No process follows the last one, unless there is something for it to do.
            self.tracks.take_if(|_| self.inputs.is_empty());
            self.step().await;
            self.change();
        }
    }

    fn heard(&mut self, said: EncoderSaid) -> LadderNews {
        match said {
            EncoderSaid::Piece {
                resolution,
                kind,
                bytes,
            } => {
                let Self {
                    rungs,
                    places,
                    current,
                    ..
                } = self;
                let rung = rungs
                    .iter_mut()
                    .find(|rung| rung.resolution() == resolution);
                let Some(rung) = rung else {
                    return LadderNews::None;
                };
                match kind {
                    EncodedKind::Record => {
                        let audio = current.as_ref().and_then(|tracks| tracks.audio.as_ref());
                        rung.describe(bytes, audio, self.cut);
                    }
                    EncodedKind::Picture { time_ms, key } => {
                        rung.picture(time_ms, key, bytes, places);
                    }
                }
                LadderNews::None
            }
            EncoderSaid::Reached(time_ms) => {
                self.done_ms = self.done_ms.max(time_ms);
                LadderNews::None
            }
            EncoderSaid::Ended(reason) => match (&self.stage, reason) {
                (Stage::Leaving(_), None) => {
                    self.rungs.iter_mut().for_each(Pictures::finish);
                    self.begin();
                    LadderNews::None
                }
                // The server stops, and its processes with it.
                (_, None) => self.rest(),
                (_, Some(reason)) => self.died(&reason),
            },
        }
    }

    /// Whether the process is in time, and what follows from that.
    fn look(&mut self) -> LadderNews {
        let Stage::Working(encoder) = &mut self.stage else {
            return LadderNews::None;
        };
        let behind = self.given_ms.saturating_sub(self.done_ms);
        if encoder.waiting_bytes() > MOST_WAITING {
            return self.died("it leaves too much behind");
        }
        match (&self.urgency, behind) {
            (None, pace::URGENT_MS..) => self.urgency = Some(self.encoders.urgent()),
            (Some(_), ..pace::CALM_MS) => self.urgency = None,
            _ => {}
        }
        self.on_air.set_behind(behind);
        let change = self.pace.look(behind, Instant::now());
        match change {
            Change::None => return LadderNews::None,
            Change::GiveUp => return self.died("it does not get on"),
            Change::Rungs(on) => {
                let wanted = self.rungs.iter().rev().take(on);
                let resolutions: Vec<u32> = wanted.map(Pictures::resolution).collect();
                tracing::warn!(live = %self.on_air.live(), behind_ms = behind, ?resolutions, "the ladder of a live changes to what can be encoded in time");
                for rung in &mut self.rungs {
                    rung.want(resolutions.contains(&rung.resolution()));
                }
                encoder.feed(Feed::Rungs { resolutions }, Bytes::new());
            }
        }
        LadderNews::None
    }

    /// Begins a process for what the source is now, or will be with what waits.
    fn begin(&mut self) {
        if matches!(self.inputs.front(), Some(Input::Tracks(_))) {
            self.stage = Stage::Idle;
            return self.give();
        }
        match self.tracks.clone() {
            Some(tracks) => self.begin_with(tracks),
            None => self.stage = Stage::Idle,
        }
    }

    fn begin_with(&mut self, tracks: Arc<Tracks>) {
        self.stage = Stage::Idle;
        let Some(video) = &tracks.video else {
            return;
        };
        let plan = self.encoders.plan(video);
        self.plan(&plan, tracks.audio.as_ref());
        (self.given_ms, self.done_ms) = (0, 0);
        self.needs_key = true;
        if !plan.rungs.is_empty() {
            let starting = Arc::clone(&self.encoders).start(video.clone(), plan.rungs);
            self.stage = Stage::Starting(starting);
        }
        self.current = Some(tracks);
    }

    /// Makes rungs as they are planned; those that are not are offered no more.
    fn plan(&mut self, plan: &LadderPlan, audio: Option<&AudioTrack>) {
        let mut rungs = plan.rungs.clone();
        rungs.sort_by_key(|rung: &LiveRung| std::cmp::Reverse(rung.resolution));
        let sound = audio.filter(|_| plan.sound_alone);
        let resolutions: Vec<u32> = rungs.iter().map(|rung| rung.resolution).collect();
        let alone = sound.map(|_| AUDIO_ONLY);
        let all: Vec<u32> = resolutions.into_iter().chain(alone).collect();
        self.on_air.set_rungs(&all, plan.keeps_source);
        self.pace = Pace::new(rungs.len(), Instant::now());
        self.rungs = rungs
            .iter()
            .filter_map(|rung| self.on_air.rung(rung.resolution))
            .map(Pictures::new)
            .collect();
        self.sound = match (sound, self.on_air.rung(AUDIO_ONLY)) {
            (Some(track), Some(rung)) => Some(Sound::new(rung, track.clone(), self.cut)),
            _ => None,
        };
    }

    fn died(&mut self, reason: &str) -> LadderNews {
        tracing::error!(live = %self.on_air.live(), reason, "the ladder of a live stands still; the live goes on");
        self.rest();
        LadderNews::Died
    }

    /// There is no process for a while.
    fn rest(&mut self) -> LadderNews {
        let pause = self.backoff.failed(Instant::now());
        self.stage = Stage::Resting(Instant::now() + pause);
        self.be_in_time();
        for rung in &mut self.rungs {
            rung.stop(RungState::Failed);
        }
        self.give();
        LadderNews::None
    }

    /// What is not at work is not behind, and keeps no other work waiting.
    fn be_in_time(&mut self) {
        self.urgency = None;
        self.on_air.set_behind(0);
    }

    fn end_rungs(&mut self) {
        self.rungs.iter_mut().for_each(Pictures::finish);
        if let Some(sound) = &mut self.sound {
            sound.finish();
        }
    }
}

#[cfg(test)]
mod tests;
