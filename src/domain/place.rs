//! Kinds of files, by the folder that each has.

/// A kind of file, and with it a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Whole files that play by themselves.
    WebVideos,
    /// HLS files; a name is `{uuid}/{file}`.
    Hls,
    /// Uploaded files as they came.
    Originals,
    /// Small pictures of videos.
    Thumbnails,
    /// Large pictures of videos.
    Previews,
    /// Sheets of pictures for a time line.
    Storyboards,
    /// Pictures of accounts and channels.
    Avatars,
    /// Uploads that are not complete.
    Uploads,
    /// Work in progress that survives a restart.
    Work,
    /// What does not survive a restart.
    Temporary,
}

impl Place {
    /// Every place.
    pub const ALL: &[Self] = &[
        Self::WebVideos,
        Self::Hls,
        Self::Originals,
        Self::Thumbnails,
        Self::Previews,
        Self::Storyboards,
        Self::Avatars,
        Self::Uploads,
        Self::Work,
        Self::Temporary,
    ];

    /// The word that stands for it in the database.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::WebVideos => "web-videos",
            Self::Hls => "hls",
            Self::Originals => "originals",
            Self::Thumbnails => "thumbnails",
            Self::Previews => "previews",
            Self::Storyboards => "storyboards",
            Self::Avatars => "avatars",
            Self::Uploads => "uploads",
            Self::Work => "work",
            Self::Temporary => "temporary",
        }
    }

    /// The place that `word` stands for.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|place| place.word() == word)
    }
}
