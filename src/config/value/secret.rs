//! Texts that neither logs nor messages show.

use std::fmt;

use crate::config::node::{Kind, Node};

use super::Leaf;

/// A secret; `Debug` and every message hide it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides `text`.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one who needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// An empty text is no secret: use `Option<Secret>` where it may be missing.
impl Leaf for Secret {
    const SECRET: bool = true;

    fn accepted() -> String {
        "a text that is not empty".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        match &node.kind {
            Kind::Scalar(text) if !text.is_empty() => Some(Self(text.clone())),
            _ => None,
        }
    }

    fn show(&self) -> String {
        "(set)".to_owned()
    }
}
