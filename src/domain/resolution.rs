//! Resolution ids: the shorter side of the picture, 0 for audio alone (FACTS.md, numbers).

/// One rung of the ladder, or a source's own height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Resolution(u32);

impl Resolution {
    /// Sound without a picture.
    pub const AUDIO_ONLY: Self = Self(0);

    /// The resolution whose shorter side has `lines` lines.
    #[must_use]
    pub const fn new(lines: u32) -> Self {
        Self(lines)
    }

    /// The resolution of a picture of this size.
    #[must_use]
    pub fn of_size(width: u32, height: u32) -> Self {
        Self(width.min(height))
    }

    /// The id of the contract.
    #[must_use]
    pub const fn id(self) -> u32 {
        self.0
    }

    /// The label shown to people.
    #[must_use]
    pub fn label(self) -> String {
        match self.0 {
            0 => "Audio only".to_owned(),
            2160 => "4K".to_owned(),
            lines => format!("{lines}p"),
        }
    }
}

impl From<i64> for Resolution {
    fn from(id: i64) -> Self {
        Self(u32::try_from(id).unwrap_or_default())
    }
}
