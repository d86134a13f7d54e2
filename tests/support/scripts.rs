//! Media workers of a test's own: a shell script that misbehaves where it is told to, else hands on to the real one.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use super::app::worker_program;

/// Writes the script. In `body`, `$task` is `inspect`, `transcode` or `storyboard`, the working directory is `folder`, `hang` waits
/// until the server is gone; what falls through becomes the real worker.
pub(crate) fn worker(folder: &Path, body: &str) -> PathBuf {
    let path = folder.join("worker");
    let text = format!(
        "#!/bin/bash\n\
         PATH=/usr/bin:/bin\n\
         cd '{}' || exit 1\n\
         IFS= read -r request || exit 1\n\
         exec 3<&0\n\
         hang() {{ exec cat; }}\n\
         case \"$request\" in\n\
           *'\"task\":\"transcode\"'*) task=transcode ;;\n\
           *'\"task\":\"storyboard\"'*) task=storyboard ;;\n\
           *) task=inspect ;;\n\
         esac\n\
         {body}\n\
         exec '{}' < <({{ printf '%s\\n' \"$request\"; exec cat <&3; }} 2>/dev/null)\n",
        folder.display(),
        worker_program().display(),
    );
    // Renamed into place: a script that is still being written cannot be executed.
    let draft = folder.join("worker.draft");
    std::fs::write(&draft, text).unwrap();
    std::fs::set_permissions(&draft, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::rename(&draft, &path).unwrap();
    path
}

/// Leaves a word for the script.
pub(crate) fn tell(folder: &Path, word: &str) {
    std::fs::write(folder.join(word), "").unwrap();
}

/// Takes it back.
pub(crate) fn untell(folder: &Path, word: &str) {
    std::fs::remove_file(folder.join(word)).unwrap();
}

/// How many lines the script has written into this file.
pub(crate) fn lines(folder: &Path, name: &str) -> usize {
    let text = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
    text.lines().count()
}
