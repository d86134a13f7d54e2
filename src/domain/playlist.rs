//! What a playlist is and who sees it (FACTS.md, numbers).

use super::number_enum::number_enum;

number_enum! {
    /// Who may see a playlist.
    PlaylistPrivacy {
        /// Everybody, and listed.
        Public = 1, "Public";
        /// Everybody who has the link.
        Unlisted = 2, "Unlisted";
        /// Its owner.
        Private = 3, "Private";
    }
}

number_enum! {
    /// What a playlist is for.
    PlaylistType {
        /// Made by its owner.
        Regular = 1, "Regular";
        /// The one that every user has.
        WatchLater = 2, "Watch later";
    }
}
