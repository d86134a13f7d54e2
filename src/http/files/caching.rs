//! How long others may keep a file: the header `Cache-Control`.

use super::name::is_playlist;

/// Who may keep an answer, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// Anybody, for a day without asking. A name never gets other content; a day is how long a
    /// cache on the way may show what was deleted or hidden.
    Unchanging,
    /// Anybody, who must ask each time whether it is still so: players ask for playlists first, and
    /// a video that is hidden ends with them.
    Asking,
    /// Nobody: what was for one viewer is on no disk but ours, and a right that ended counts at once.
    Private,
}

impl Caching {
    /// Of a file of that name, of a video that everybody may watch or not.
    #[must_use]
    pub fn of(name: &str, is_public: bool) -> Self {
        if !is_public {
            Self::Private
        } else if is_playlist(name) {
            Self::Asking
        } else {
            Self::Unchanging
        }
    }

    /// The header's value.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::Unchanging => "public, max-age=86400, immutable",
            Self::Asking => "no-cache",
            Self::Private => "private, no-store",
        }
    }
}
