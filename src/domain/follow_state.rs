//! Whether who is followed has agreed to it.

/// How far a follow has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowState {
    /// Their server was not heard of yet.
    Pending,
    /// They are followed.
    Accepted,
}

impl FollowState {
    /// The word of the contract, which the database keeps too.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
        }
    }
}

/// The text is no such word.
#[derive(Debug, thiserror::Error)]
#[error("no state of a follow: {0}")]
pub struct NotAFollowState(String);

impl TryFrom<String> for FollowState {
    type Error = NotAFollowState;

    fn try_from(word: String) -> Result<Self, NotAFollowState> {
        [Self::Pending, Self::Accepted]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or(NotAFollowState(word))
    }
}
