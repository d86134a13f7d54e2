//! The tree that files and environment variables are read into: text with the place it came from.
//!
//! Scalars stay text, so that each setting reads its own value (`0123` of a password stays as
//! written) and a refusal can name the file and line.

use std::{collections::BTreeMap, fmt, path::PathBuf, sync::Arc};

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file, and the line in it, from 1; 0 stands for the whole file.
    File(Arc<PathBuf>, usize),
    /// An environment variable.
    Environment(String),
    /// Nowhere: the value is the default.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, 0) => write!(f, "{}", path.display()),
            Self::File(path, line) => write!(f, "{}:{line}", path.display()),
            Self::Environment(name) => f.write_str(name),
            Self::Default => f.write_str("default"),
        }
    }
}

/// One value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) origin: Origin,
    pub(crate) kind: Kind,
}

/// What a value is before anyone reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing was written, or `null`, or `~`.
    Null,
    /// Text, a number, a boolean: told apart by who reads it.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// A section.
    Section(BTreeMap<String, Node>),
}

impl Node {
    /// A section without keys.
    pub(crate) fn empty(origin: Origin) -> Self {
        Self {
            origin,
            kind: Kind::Section(BTreeMap::new()),
        }
    }

    /// The text of a scalar.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The value under `key`, if this is a section that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        match &self.kind {
            Kind::Section(entries) => entries.get(key),
            _ => None,
        }
    }

    /// The value at a dotted path.
    pub(crate) fn at(&self, path: &str) -> Option<&Self> {
        path.split('.').try_fold(self, |node, key| node.get(key))
    }

    /// Lays `later` over this: sections key by key, everything else as a whole.
    pub(crate) fn overlay(&mut self, later: Self) {
        match (&mut self.kind, later.kind) {
            (Kind::Section(_), Kind::Null) => {}
            (Kind::Section(mine), Kind::Section(theirs)) => {
                for (key, node) in theirs {
                    match mine.get_mut(&key) {
                        Some(existing) => existing.overlay(node),
                        None => {
                            mine.insert(key, node);
                        }
                    }
                }
            }
            (_, kind) => {
                self.kind = kind;
                self.origin = later.origin;
            }
        }
    }

    /// What this is, in a word, for messages that must not show it.
    pub(crate) fn shape(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_) => "a single value",
            Kind::List(_) => "a list",
            Kind::Section(_) => "a section",
        }
    }
}
