//! What lies in the storage folders of a server.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use crate::support::{app::TestApp, work::left_in};

/// Every file in them, by its path below the server's folder, sorted.
pub(super) fn files(app: &TestApp) -> Vec<String> {
    let mut found = Vec::new();
    collect(&app.folder().join("data"), app.folder(), &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, root: &Path, found: &mut Vec<String>) {
    for path in left_in(folder) {
        if path.is_dir() {
            collect(&path, root, found);
        } else {
            let below = path.strip_prefix(root).unwrap();
            found.push(below.to_string_lossy().into_owned());
        }
    }
}

/// Waits until nothing but `kept` is left: some files are removed just after the answer.
pub(super) async fn only(app: &TestApp, kept: &[String]) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let left = files(app);
        if left == kept {
            return;
        }
        assert!(Instant::now() < deadline, "{left:?} and not {kept:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
