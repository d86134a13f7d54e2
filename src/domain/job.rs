//! Durable background work: what kinds there are, what states clients see, who holds a job, and
//! when a failed one is tried again.

mod holder;
mod kind;
mod priority;
mod retry;
mod state;

pub use holder::LeaseHolder;
pub use kind::JobKind;
pub use priority::Priority;
pub use retry::RetryPolicy;
pub use state::{JobState, ShownState, StateRows};

/// The text is no word of this kind's.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{word}' is no {kind}")]
pub struct UnknownWord {
    /// Which enum was asked.
    pub kind: &'static str,
    /// What was given.
    pub word: String,
}

/// Declares an enum that the contract and the database write as words, and the ways between them.
macro_rules! word_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word of the contract and of the database.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::job::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::domain::job::UnknownWord {
                        kind: stringify!($name),
                        word: word.to_owned(),
                    }),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::domain::job::UnknownWord;

            fn try_from(word: String) -> Result<Self, Self::Error> {
                word.parse()
            }
        }
    };
}
pub(crate) use word_enum;

#[cfg(test)]
mod tests;
