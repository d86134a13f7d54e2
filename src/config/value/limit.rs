//! Bounds that an operator may take away by writing -1.

use crate::config::node::Node;

use super::{ByteSize, Leaf};

/// A bound, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Limit<T> {
    /// Written as -1.
    Unlimited,
    /// This much and no more.
    AtMost(T),
}

impl<T: Copy + PartialOrd> Limit<T> {
    /// The bound, if there is one.
    #[must_use]
    pub const fn bound(self) -> Option<T> {
        match self {
            Self::Unlimited => None,
            Self::AtMost(bound) => Some(bound),
        }
    }

    /// Whether so much is within the bound.
    #[must_use]
    pub fn allows(self, amount: T) -> bool {
        self.bound().is_none_or(|bound| amount <= bound)
    }
}

impl Limit<u32> {
    /// As the API writes it: -1 for no limit.
    #[must_use]
    pub fn number(self) -> i64 {
        self.bound().map_or(-1, i64::from)
    }
}

impl Limit<ByteSize> {
    /// As the API writes it: bytes, -1 for no limit.
    #[must_use]
    pub fn number(self) -> i64 {
        self.bound()
            .map_or(-1, |size| i64::try_from(size.bytes()).unwrap_or(i64::MAX))
    }
}

impl<T: Leaf> Leaf for Limit<T> {
    const SECRET: bool = T::SECRET;

    fn accepted() -> String {
        format!("{}, or -1 for no limit", T::accepted())
    }

    fn parse(node: &Node) -> Option<Self> {
        if node.text() == Some("-1") {
            return Some(Self::Unlimited);
        }
        T::parse(node).map(Self::AtMost)
    }

    fn show(&self) -> String {
        match self {
            Self::Unlimited => "-1".to_owned(),
            Self::AtMost(bound) => bound.show(),
        }
    }
}
