//! What an owner allows under a video, and how a viewer takes sensitive content.

use super::number_enum::number_enum;

number_enum! {
    /// Whether a video can be commented (FACTS.md, numbers).
    CommentsPolicy {
        /// Comments appear at once.
        Enabled = 1, "Enabled";
        /// There are none.
        Disabled = 2, "Disabled";
        /// Comments appear once the owner has approved them.
        RequiresApproval = 3, "Requires approval";
    }
}

/// What is done with videos marked as sensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NsfwPolicy {
    /// Shown like others.
    Display,
    /// Listed with a blurred picture.
    Blur,
    /// Left out of lists.
    DoNotList,
}

impl NsfwPolicy {
    /// The contract's word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Display => "display",
            Self::Blur => "blur",
            Self::DoNotList => "do_not_list",
        }
    }
}

/// The word is none of display, blur, do_not_list.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no policy: use display, blur or do_not_list")]
pub struct UnknownPolicy(String);

impl TryFrom<String> for NsfwPolicy {
    type Error = UnknownPolicy;

    fn try_from(word: String) -> Result<Self, UnknownPolicy> {
        [Self::Display, Self::Blur, Self::DoNotList]
            .into_iter()
            .find(|policy| policy.word() == word)
            .ok_or(UnknownPolicy(word))
    }
}
