//! Which files an operation takes, and how large they may be.

use std::{fmt, path::PathBuf};

use crate::http::error::ApiError;

/// The files of a multipart form: all others are refused.
#[derive(Debug, Default)]
pub struct Rules(Vec<(String, Rule)>);

/// What becomes of one file.
pub(super) struct Rule {
    pub(super) keep: Keep,
    pub(super) most: u64,
    pub(super) too_large: Box<dyn Fn() -> ApiError>,
}

/// Where it is kept.
#[derive(Debug)]
pub(super) enum Keep {
    Memory,
    Disk(PathBuf),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule")
            .field("keep", &self.keep)
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}

impl Rules {
    /// Fields alone.
    #[must_use]
    pub fn no_files() -> Self {
        Self::default()
    }

    /// The file `name` is read into memory: pictures, captions. One of more than `most` bytes is
    /// answered with what `too_large` says.
    #[must_use]
    pub fn picture(
        self,
        name: &str,
        most: u64,
        too_large: impl Fn() -> ApiError + 'static,
    ) -> Self {
        self.with(name, Keep::Memory, most, too_large)
    }

    /// The file `name` is written to `path`, where nothing lies yet.
    #[must_use]
    pub fn stored(
        self,
        name: &str,
        path: PathBuf,
        most: u64,
        too_large: impl Fn() -> ApiError + 'static,
    ) -> Self {
        self.with(name, Keep::Disk(path), most, too_large)
    }

    fn with(
        mut self,
        name: &str,
        keep: Keep,
        most: u64,
        too_large: impl Fn() -> ApiError + 'static,
    ) -> Self {
        let rule = Rule {
            keep,
            most,
            too_large: Box::new(too_large),
        };
        self.0.push((name.to_owned(), rule));
        self
    }

    pub(super) fn of(&self, name: &str) -> Option<&Rule> {
        let rule = self.0.iter().find(|(key, _)| key == name);
        rule.map(|(_, rule)| rule)
    }
}
