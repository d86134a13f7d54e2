//! What a signed-in person is here (FACTS.md, numbers).

use super::number_enum::number_enum;

number_enum! {
    /// The role of a user.
    Role {
        /// May do everything.
        Administrator = 0, "Administrator";
        /// Looks after content and people.
        Moderator = 1, "Moderator";
        /// Publishes and comments.
        User = 2, "User";
    }
}

impl Role {
    /// Whether this role looks after others' content.
    #[must_use]
    pub const fn moderates(self) -> bool {
        matches!(self, Self::Administrator | Self::Moderator)
    }

    /// Whether this role runs the instance.
    #[must_use]
    pub const fn administers(self) -> bool {
        matches!(self, Self::Administrator)
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .copied()
            .find(|role| role.label().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("'{text}' is no role: use administrator, moderator or user"))
    }
}
