//! The files of a live's recording: one after another, each as long as the tracks were the same.

use std::{
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

use actors_live::media::{Whole, read_recording};

/// The files of a recording, in their order; none where there is no such folder.
///
/// # Errors
/// When the disk refuses.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut all = Vec::new();
    for entry in entries {
        all.push(entry?.path());
    }
    all.sort();
    Ok(all)
}

/// Cuts off what a crash left behind the last whole fragment of each file; how much there is.
///
/// # Errors
/// When the disk refuses.
pub fn repair(folder: &Path) -> io::Result<Whole> {
    let mut all = Whole::default();
    for path in files(folder)? {
        let whole = read_recording(File::open(&path)?)?;
        OpenOptions::new()
            .write(true)
            .open(&path)?
            .set_len(whole.bytes)?;
        all.bytes += whole.bytes;
        all.end_ms = all.end_ms.max(whole.end_ms);
    }
    Ok(all)
}

/// The longest file of a recording; none where nothing was recorded.
///
/// # Errors
/// When the disk refuses.
pub fn longest(folder: &Path) -> io::Result<Option<PathBuf>> {
    let mut found: Option<(u64, PathBuf)> = None;
    for path in files(folder)? {
        let size = std::fs::metadata(&path)?.len();
        if size > found.as_ref().map_or(0, |(longest, _)| *longest) {
            found = Some((size, path));
        }
    }
    Ok(found.map(|(_, path)| path))
}
