//! Processes that a server has started, and signals to them.

use std::{fs, process::Command};

use rustix::process::Pid;

/// The children of a process whose program begins with this name.
pub(crate) fn children(parent: Pid, name: &str) -> Vec<i32> {
    let parent = parent.as_raw_nonzero().to_string();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse::<i32>() else {
            continue;
        };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let Some((head, rest)) = stat.rsplit_once(") ") else {
            continue;
        };
        // The kernel keeps 15 characters of a name.
        let known = head
            .split_once('(')
            .is_some_and(|(_, known)| known.starts_with(name));
        if known && rest.split(' ').nth(1) == Some(&parent) {
            found.push(pid);
        }
    }
    found
}

/// Sends a signal by its name.
pub(crate) fn signal(pid: i32, name: &str) {
    let status = Command::new("kill")
        .args(["-s", name, &pid.to_string()])
        .status();
    assert!(status.unwrap().success());
}
