//! What a player says while somebody watches, and who that is.

use std::fmt;

/// Milliseconds since 1970, UTC; from the application's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

impl Moment {
    /// Milliseconds from `earlier` to this; 0 where the clock was set back.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The number of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VideoKey(pub i64);

impl fmt::Display for VideoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A keyed hash of whom the application takes for one viewer; it says nothing about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ViewerKey(pub u64);

/// How long a video is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// So many seconds.
    Seconds(u32),
    /// It has no end yet.
    Live,
}

/// What a viewer is counted by besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TraitKind {
    /// ISO 3166-1, two letters.
    Country,
    /// A part of a country, by name.
    Subdivision,
    /// The player's software.
    Client,
    /// What kind of device it runs on.
    Device,
    /// Under which operating system.
    OperatingSystem,
}

impl TraitKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Country,
        Self::Subdivision,
        Self::Client,
        Self::Device,
        Self::OperatingSystem,
    ];

    /// Its number in the journal and the database.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Country => 1,
            Self::Subdivision => 2,
            Self::Client => 3,
            Self::Device => 4,
            Self::OperatingSystem => 5,
        }
    }

    /// The kind with this number.
    #[must_use]
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// Something that a viewer is counted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Trait {
    /// Which.
    pub kind: TraitKind,
    value: Box<str>,
}

impl Trait {
    /// The longest value, in bytes.
    pub const LONGEST: usize = 100;

    /// `None` for an empty value or one that is too long.
    #[must_use]
    pub fn new(kind: TraitKind, value: &str) -> Option<Self> {
        let fits = !value.is_empty() && value.len() <= Self::LONGEST;
        fits.then(|| Self {
            kind,
            value: value.into(),
        })
    }

    /// What it is.
    #[must_use]
    pub const fn value(&self) -> &str {
        &self.value
    }
}

/// Somebody watches: what a player sends every few seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Who.
    pub viewer: ViewerKey,
    /// When it came.
    pub at: Moment,
    /// Where the player is, in seconds from the video's beginning.
    pub position: u32,
    /// Whether the viewer jumped there.
    pub seek: bool,
    /// How long the video is.
    pub length: Length,
    /// What the viewer is counted by, each kind once; looked at when they begin to watch.
    pub traits: Box<[Trait]>,
}
