//! What lies in the folder of unfinished work.

use std::path::{Path, PathBuf};

/// Everything in it but the journal of views, which is always there; nothing where there is no folder.
pub(crate) fn left_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let entries = entries.filter_map(|entry| Some(entry.ok()?.path()));
    entries.filter(|path| !path.ends_with("views")).collect()
}
