//! One rendition, shared between the one who makes it and those who watch it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;

use super::packager::Piece;
use super::playlist::{self, Ask};
use super::window::{PartId, Place, Position, Stored, Window, WindowSettings, Written};

/// Something of a rendition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Media {
    /// A playlist.
    Playlist(Bytes),
    /// What a player reads first.
    Initialisation(Bytes),
    /// A segment, as its parts; or one part.
    Segment(Vec<Bytes>),
    /// A segment that lies in the recording.
    Stored(Stored),
}

/// Why something cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotThere {
    /// There is nothing of that name, or no longer.
    #[error("there is no such part of the live now")]
    Unknown,
    /// It lies further ahead than a player may wait for.
    #[error("this lies too far ahead: reload the playlist without _HLS_msn")]
    TooFarAhead,
    /// It did not come in time.
    #[error("the live stands still")]
    Late,
}

/// See the module.
#[derive(Debug)]
pub struct Rendition {
    name: String,
    window: Mutex<Window>,
    position: watch::Sender<Position>,
    /// Playlists of the position at hand: whether old segments are left out of it, and its text.
    written: Mutex<Vec<(bool, Position, Bytes)>>,
}

impl Rendition {
    /// An empty one. Its files are called `NAME.m3u8`, `NAME-3.m4s` and so on.
    #[must_use]
    pub fn new(name: String, settings: WindowSettings) -> Self {
        Self {
            name,
            window: Mutex::new(Window::new(settings)),
            position: watch::Sender::new(Position::default()),
            written: Mutex::default(),
        }
    }

    /// One that goes on with the segment of this number; those before it are lost.
    #[must_use]
    pub fn resumed(name: String, settings: WindowSettings, number: u64) -> Self {
        let window = Window::resumed(settings, number);
        Self {
            name,
            position: watch::Sender::new(window.position()),
            window: Mutex::new(window),
            written: Mutex::default(),
        }
    }

    /// The name of its playlist.
    #[must_use]
    pub fn playlist_name(&self) -> String {
        format!("{}.m3u8", self.name)
    }

    /// Whether a file of this name would be one of its.
    #[must_use]
    pub fn names(&self, file: &str) -> bool {
        let rest = file.strip_prefix(self.name.as_str());
        rest.is_some_and(|rest| rest.starts_with(['.', '-']))
    }

    /// Takes pieces in at this time of the wall clock, in milliseconds since 1970, and wakes those who wait for them.
    /// Gives what became of them, in their order.
    pub fn take(&self, pieces: Vec<Piece>, wall_ms: u64) -> Vec<Written> {
        self.take_in_place(pieces, wall_ms).0
    }

    /// The same; tells also for each piece to which segment it belongs.
    pub fn take_in_place(&self, pieces: Vec<Piece>, wall_ms: u64) -> (Vec<Written>, Vec<Place>) {
        if pieces.is_empty() {
            return Default::default();
        }
        let (mut written, mut places) = (Vec::new(), Vec::with_capacity(pieces.len()));
        let position = {
            let mut window = self.window();
            for piece in pieces {
                written.extend(window.take(piece, wall_ms));
                places.push(window.place());
            }
            window.position()
        };
        self.position.send_replace(position);
        (written, places)
    }

    /// This part lies in the recording, too: once it is old, it is left there.
    pub fn store(&self, id: PartId, stored: Stored) {
        self.window().store(id, stored);
    }

    /// What comes next is what stands there in another rendition that is cut alike.
    pub fn go_to(&self, place: Place) {
        let position = {
            let mut window = self.window();
            window.go_to(place);
            window.position()
        };
        self.position.send_replace(position);
    }

    /// The last segment of which there is something, and its last part, for the playlists of other renditions; none once
    /// it has ended.
    #[must_use]
    pub fn last_part(&self) -> Option<(u64, u64)> {
        let window = self.window();
        let last = window.open.as_ref().or(window.segments.back())?;
        let part = u64::try_from(last.parts.len()).ok()?.checked_sub(1)?;
        (!window.ended).then_some((last.number, part))
    }

    /// Milliseconds and bytes of the segment at hand.
    #[must_use]
    pub fn at_hand(&self) -> (u64, usize) {
        let window = self.window();
        window.open.as_ref().map_or((0, 0), |segment| {
            let bytes = segment.parts.iter().map(|part| part.bytes.len()).sum();
            (segment.duration_ms(), bytes)
        })
    }

    /// Nothing more will come; players are told so.
    pub fn end(&self) {
        let position = {
            let mut window = self.window();
            window.end();
            window.position()
        };
        self.position.send_replace(position);
    }

    /// Codecs, size and bits a second, for the master playlist; none before the first segment or part.
    #[must_use]
    pub fn describe(&self) -> Option<Description> {
        let window = self.window();
        let initialisation = window.last_initialisation()?;
        let in_memory = window.segments.iter().chain(&window.open);
        let in_memory = in_memory.filter(|segment| segment.archived().is_none());
        let measured: u64 = in_memory.map(|segment| segment.duration_ms()).sum();
        let bytes = u64::try_from(window.bytes()).unwrap_or(u64::MAX);
        (measured > 0).then(|| Description {
            codecs: initialisation.codecs.clone(),
            size: initialisation.size,
            bandwidth: bytes.saturating_mul(8_000) / measured,
        })
    }

    /// Waits for its first part; false if none came in time.
    pub async fn begins(&self, patience: Duration) -> bool {
        let mut position = self.position.subscribe();
        let begun = |now: &Position| now.parts > 0 || now.segment > 0 || now.ended;
        matches!(
            tokio::time::timeout(patience, position.wait_for(begun)).await,
            Ok(Ok(_))
        )
    }

    /// The file of this name, at once or when a player's `ask` of the playlist is met.
    ///
    /// # Errors
    /// See [`NotThere`].
    pub async fn media(&self, file: &str, ask: Ask, patience: Duration) -> Result<Media, NotThere> {
        let rest = file
            .strip_prefix(self.name.as_str())
            .ok_or(NotThere::Unknown)?;
        if rest == ".m3u8" {
            self.wait_for(ask, patience).await?;
            return Ok(Media::Playlist(self.playlist(ask.skip)));
        }
        let rest = rest.strip_prefix('-').ok_or(NotThere::Unknown)?;
        if let Some(number) = rest
            .strip_prefix("init")
            .and_then(|rest| rest.strip_suffix(".mp4"))
        {
            let number = number.parse().map_err(|_| NotThere::Unknown)?;
            let window = self.window();
            let found = window.initialisation(number).ok_or(NotThere::Unknown)?;
            return Ok(Media::Initialisation(found.bytes.clone()));
        }
        let rest = rest.strip_suffix(".m4s").ok_or(NotThere::Unknown)?;
        match rest.split_once('.') {
            None => self.segment(rest.parse().map_err(|_| NotThere::Unknown)?),
            Some((segment, part)) => {
                let segment = segment.parse().map_err(|_| NotThere::Unknown)?;
                let part = part.parse().map_err(|_| NotThere::Unknown)?;
                self.part(segment, part, patience).await
            }
        }
    }

    fn segment(&self, number: u64) -> Result<Media, NotThere> {
        let window = self.window();
        let segment = window.complete(number).ok_or(NotThere::Unknown)?;
        if let Some(stored) = segment.archived() {
            return Ok(Media::Stored(stored));
        }
        Ok(Media::Segment(
            segment
                .parts
                .iter()
                .map(|part| part.bytes.clone())
                .collect(),
        ))
    }

    /// A part, also the one that the playlist hints at.
    async fn part(&self, segment: u64, part: u64, patience: Duration) -> Result<Media, NotThere> {
        let position = *self.position.borrow();
        if segment > position.segment || (segment == position.segment && part > position.parts) {
            return Err(NotThere::Unknown);
        }
        let ask = Ask {
            segment: Some(segment),
            part: Some(part),
            skip: false,
        };
        self.wait_for(ask, patience).await?;
        let place = usize::try_from(part).map_err(|_| NotThere::Unknown)?;
        let window = self.window();
        let found = window
            .segment(segment)
            .and_then(|segment| segment.parts.get(place));
        let found = found.ok_or(NotThere::Unknown)?;
        Ok(Media::Segment(vec![found.bytes.clone()]))
    }

    async fn wait_for(&self, ask: Ask, patience: Duration) -> Result<(), NotThere> {
        let Some(segment) = ask.segment else {
            return match ask.part {
                None => Ok(()),
                Some(_) => Err(NotThere::TooFarAhead),
            };
        };
        let mut position = self.position.subscribe();
        // Two segments ahead is what the specification lets a player ask for.
        if segment > position.borrow().segment + 2 {
            return Err(NotThere::TooFarAhead);
        }
        let there = |now: &Position| {
            let complete = now.segment > segment;
            let part = ask
                .part
                .is_some_and(|part| now.segment == segment && now.parts > part);
            complete || part || now.ended
        };
        match tokio::time::timeout(patience, position.wait_for(there)).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(NotThere::Late),
        }
    }

    fn playlist(&self, skip: bool) -> Bytes {
        let position = *self.position.borrow();
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.retain(|(_, known, _)| *known == position);
        if let Some((_, _, text)) = written.iter().find(|(skipped, ..)| *skipped == skip) {
            return text.clone();
        }
        let text = Bytes::from(playlist::write(&self.window(), &self.name, skip));
        written.push((skip, position, text.clone()));
        text
    }

    fn window(&self) -> MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a master playlist says of a rendition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// As `CODECS` has them.
    pub codecs: String,
    /// Pixels across and down.
    pub size: Option<(u16, u16)>,
    /// Bits a second, as measured.
    pub bandwidth: u64,
}

impl Description {
    /// The codec of its sound.
    #[must_use]
    pub fn sound(&self) -> Option<&str> {
        self.codecs.split(',').find(|codec| is_sound(codec))
    }

    /// The codec of its pictures.
    #[must_use]
    pub fn pictures(&self) -> Option<&str> {
        self.codecs.split(',').find(|codec| !is_sound(codec))
    }
}

/// Those that a live can have.
fn is_sound(codec: &str) -> bool {
    codec.starts_with("mp4a") || codec.eq_ignore_ascii_case("opus")
}

#[cfg(test)]
mod tests;
