//! Who may see a video (FACTS.md, numbers).

use super::number_enum::number_enum;

number_enum! {
    /// The privacy of a video.
    Privacy {
        /// Everybody, and listed.
        Public = 1, "Public";
        /// Everybody who has the link.
        Unlisted = 2, "Unlisted";
        /// Its owner and moderators.
        Private = 3, "Private";
        /// Everybody signed in here.
        Internal = 4, "Internal";
        /// Everybody who has one of its passwords.
        Password = 5, "Password protected";
    }
}

impl Privacy {
    /// Whether its files may be fetched without any right.
    #[must_use]
    pub const fn files_are_public(self) -> bool {
        matches!(self, Self::Public | Self::Unlisted)
    }
}
