//! Which work goes first when there is more than workers.

/// The classes of work, those that go first in front. Within a class users take turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Somebody watches it being made.
    Live,
    /// A video cannot be watched before it is done.
    FirstRung,
    /// Small work that makes a video nicer.
    Storyboard,
    /// Further renditions of a video that can be watched.
    Rest,
}

impl Priority {
    /// Every class, in order.
    pub const ALL: &[Self] = &[Self::Live, Self::FirstRung, Self::Storyboard, Self::Rest];

    /// The number in the database and in the jobs API: smaller goes first.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Live => 10,
            Self::FirstRung => 50,
            Self::Storyboard => 70,
            Self::Rest => 100,
        }
    }
}
