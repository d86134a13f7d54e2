//! Folders and files on this machine.

use std::path::{Path, PathBuf};

use crate::config::node::Node;

use super::{Leaf, scalar::quoted};

/// A folder or file as it was written; relative ones start at the working directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(PathBuf);

impl Folder {
    /// The folder at `path`.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// As it was written.
    #[must_use]
    pub fn as_written(&self) -> &Path {
        &self.0
    }

    /// The same from the root of the file system, by the working directory of now.
    #[must_use]
    pub fn absolute(&self) -> PathBuf {
        // Fails without a working directory only; then a relative path fails later, where it is used.
        std::path::absolute(&self.0).unwrap_or_else(|_| self.0.clone())
    }
}

impl Leaf for Folder {
    fn accepted() -> String {
        "a path".to_owned()
    }

    fn parse(node: &Node) -> Option<Self> {
        node.text()
            .filter(|text| !text.is_empty() && !text.contains('\0'))
            .map(Self::new)
    }

    fn show(&self) -> String {
        quoted(&self.0.to_string_lossy())
    }
}
